locals {
  alltrue         = [alltrue([]), alltrue([true, "true"]), alltrue([true, false]), alltrue([true, null])]
  anytrue         = [anytrue([]), anytrue([false, "true"]), anytrue([null, false]), anytrue([null, true])]
  chunklist       = chunklist(["a", "b", "c"], 2)
  coalesce        = [coalesce("", "b"), coalesce(null, "c"), coalesce("a", 1), coalesce(null, 5, "x")]
  coalesce_list   = coalesce(null, [80])
  coalescelist    = coalescelist([], ["b"])
  compact         = compact(["a", "", null, "b"])
  concat          = concat(["a"], [1, true], [])
  contains        = [contains(["a", "b"], "b"), contains([1, 2], 3), contains(toset(["x"]), "x")]
  distinct        = distinct(["b", "a", "b"])
  distinct_object = distinct([{ a = 1 }, { a = 2 }, { a = 1 }])
  element         = [element(["a", "b", "c"], 1), element(["a", "b", "c"], 4)]
  flatten         = flatten([["a", []], [["b"], "c"], toset(["e", "d"])])
  index           = [index(["a", "b", "c"], "b"), index([1, 2], 2)]
  keys            = [keys({ b = 1, a = 2 }), keys({})]
  lookup          = [lookup({ a = "x" }, "a", "y"), lookup({ a = "x" }, "b", "y"), lookup({ a = "x" }, "a")]
  lookup_null     = try(lookup({ a = "x" }, null, "y"), "failed")
  matchkeys       = matchkeys(["i1", "i2", "i3"], ["us", "eu", "us"], ["us"])
  merge           = merge({ a = 1, b = "x" }, { b = 2, c = null }, null, {})
  one             = [one([]), one(["a"]), one(toset(["b"]))]
  one_of_two      = try(one(["a", "b"]), "failed")
  reverse         = reverse(["a", "b", 3])
  setintersection = setintersection(["a", "b", "c"], ["b", "c"], ["c", "d"])
  setproduct      = setproduct(["b", "a"], [1, 2])
  setsubtract     = setsubtract(["a", "b", "c"], ["b"])
  setunion        = setunion(["c", "a"], ["b", "a"])
  slice           = slice(["a", "b", "c", "d"], 1, 3)
  sort            = sort(["e", "b", "A", "10", "9"])
  tolist          = [tolist(["a", 1, true]), tolist(toset(["b", "a"]))]
  tolist_of_map   = try(tolist({ a = 1 }), "failed")
  tolist_of_text  = try(tolist("a"), ["a"])
  tomap           = tomap({ a = 1, b = "x" })
  tomap_of_list   = try(tomap(["a"]), "failed")
  toset           = [toset(["b", "a", "b"]), toset([10, 9, 100]), toset(["10", "9", "100"])]
  toset_objects   = toset([{ a = 2 }, { a = 1 }, { a = 2 }])
  tobool          = [tobool("true"), tobool(false), tobool(null)]
  tostring        = [tostring(1.50), tostring(true), tostring("a"), tostring(null)]
  transpose       = transpose({ a = ["1", "2"], b = ["2", "3"] })
  values          = values({ b = 2, a = "x" })
  zipmap          = zipmap(["a", "b"], [1, "x"])
  nonsensitive    = nonsensitive(sensitive("s"))
}
