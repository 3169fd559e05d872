given     = [{ a = "1", b = "dropped" }, { a = 2 }]
given_set = ["z", "y", "z"]
