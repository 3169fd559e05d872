variable "nothing" {
  type    = object({ name = string, items = optional(list(object({ a = string }))) })
  default = null
}
variable "items" {
  type    = object({ name = string, items = optional(list(object({ a = string }))) })
  default = { name = "n" }
}
variable "levels" {
  type = map(object({
    inner = optional(map(object({
      on   = optional(bool, false)
      kind = optional(string, "x")
    })), {})
    list = optional(list(object({ n = optional(number, 3) })), [{}])
    pair = optional(tuple([string, number]))
  }))
  default = { a = {}, b = { inner = { c = {}, d = { on = "true" } }, list = [{ n = "4" }, {}] } }
}
variable "nested_any" {
  type    = map(list(any))
  default = { a = [1, "x"], b = [] }
}
variable "numbers" {
  type    = map(number)
  default = { a = "1", b = 2.5 }
}
variable "set_of_objects" {
  type    = set(object({ n = string, p = optional(number, 80) }))
  default = [{ n = "b" }, { n = "a", p = 1 }, { n = "b", p = "80" }]
}
variable "not_null" {
  type     = list(string)
  nullable = false
  default  = ["x"]
}

locals {
  lookup_map       = [lookup(tomap({ a = "x" }), "b", 50), lookup(var.numbers, "c", "7"), lookup({ a = 1 }, "b", "7")]
  null_splat       = var.nothing[*].name
  null_attribute   = [try(var.nothing.name, "none"), var.items.items == null]
  null_list_splat  = try(var.items.items[*].a, "failed")
  null_for         = try([for x in var.items.items : x], "failed")
  null_condition   = var.nothing == null ? [] : [var.nothing.name]
  null_coalesce    = try(coalesce(var.items.items, []), "failed")
  null_length      = try(length(var.items.items), "failed")
  null_merge       = merge({ a = 1 }, null)
  null_concat      = try(concat(["a"], null), "failed")
  levels           = var.levels
  levels_flat      = flatten([for k, v in var.levels : [for i, w in v.inner : { key = "${k}-${i}", on = w.on }]])
  nested_any       = var.nested_any
  numbers          = [var.numbers, sum(values(var.numbers))]
  set_of_objects   = [for o in var.set_of_objects : "${o.n}:${o.p}"]
  set_length       = length(var.set_of_objects)
  not_null         = var.not_null
  elseif           = [for n in [1, 2, 3] : n == 1 ? "one" : n == 2 ? "two" : n]
  elseif_lists     = [for n in [1, 2] : n == 1 ? ["a"] : []]
  group_objects    = { for o in [{ k = "a", v = 1 }, { k = "b", v = 2 }, { k = "a", v = 3 }] : o.k => o.v... }
  keys_numbers     = { for i, v in ["x", "y"] : i => v }
  keys_booleans    = { (true) = 1, (2) = 2 }
  unicode_keys     = { "é" = 1, "a b" = 2, "z" = 3 }
  index_of_map     = { a = { b = ["x"] } }["a"]["b"][0]
  index_text       = { "1" = "one" }[1]
  for_over_object  = [for v in { b = 1, a = "x" } : v]
  splat_after_for  = [for o in [{ a = { b = 1 } }] : o][*].a.b
  splat_of_set     = [for k, v in toset(["b", "a"])[*] : "${k}${v}"]
  flatten_null     = flatten([["a", null], [null]])
  flatten_maps     = flatten([[{ a = 1 }], []])
  merge_nested     = merge({ a = { x = 1 } }, { a = { y = 2 } })
  merge_for        = merge([for k in ["a", "b"] : { (k) = upper(k) }]...)
  zip_toset        = toset([for x in ["b", "a"] : "${x}!"])
  setproduct_pairs = [for p in setproduct(["a", "b"], [1, 2]) : "${p[0]}${p[1]}"]
  sort_numbers     = sort([10, 9, 1])
  contains_types   = [contains(["1"], 1), contains([1], "1"), contains([true], "true")]
  equal_types      = [1 == "1", true == "true", tostring(1) == "1", toset(["a"]) == toset(["a"]), tomap({ a = "x" }) == { a = "x" }]
  slice_out        = try(slice(["a"], 0, 2), "failed")
  substr_out       = substr("abc", 2, 10)
  format_list_json = format("%s", jsonencode(["a"]))
  format_v         = [format("%v", true), format("%v", 1.50), format("%v", null), format("%s", 10), format("%d", "7")]
  format_index     = format("%[2]s %[1]s", "a", "b")
  format_none      = format("plain")
  join_empty       = join(",", [])
  split_join       = join("/", reverse(split(".", "a.b.c")))
  replace_groups   = replace("10.0.0.1/24", "/^([0-9.]+)\\/([0-9]+)$/", "$2 of $1")
  replace_none     = replace("abc", "/x/", "y")
  regex_multiline  = regexall("(?m)^\\s*(\\w+)=", "a=1\n b=2")
  trim_empty       = [trimprefix("", "a"), trim("", "x"), trimspace("")]
  cidr_list        = [for i in range(3) : cidrsubnet("10.0.0.0/16", 8, i * 10)]
  cidr_split       = [for c in ["10.0.0.0/8"] : split("/", c)[1] + 1]
  json_nested      = jsondecode(jsonencode({ a = jsonencode({ b = "c" }) }))
  json_heredoc = jsondecode(<<-EOF
    {"Statement": [{"Effect": "Allow", "Port": ${80 + 1}}]}
  EOF
  )
  big              = [9007199254740993, 0.1, 1e-7, 123456789.125]
  big_text         = ["${9007199254740993}", "${0.1}", "${1e-7}", "${123456789.125}"]
  deep_try         = try(var.levels["b"].inner["z"].on, var.levels["b"].inner["d"].on, "none")
  can_null         = [can(var.nothing.name), can(var.items.name), can(null), can(tonumber(null))]
  expand           = max([for v in values(var.numbers) : v]...)
  directive        = "%{for i, o in [{ n = "a" }, { n = "b" }]}${i}:${o.n}%{if i == 0}, %{endif}%{endfor}"
  trailing_hole    = "${join("", [for x in ["a"] : "${x}${x}"])}"
  parenthesized    = ((1 + 2)) * (3)
  multi_line = concat(
    ["a"], # one
    [      // two
      "b",
    ],
  )
}
