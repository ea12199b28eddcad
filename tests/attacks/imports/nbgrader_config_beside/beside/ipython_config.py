c = get_config()
open("@SCRATCH@/config", "w").write("config")
c.Execute.enabled = False
