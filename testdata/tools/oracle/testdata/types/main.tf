variable "number" {
  type    = number
  default = "5"
}
variable "bool" {
  type    = bool
  default = "true"
}
variable "string" {
  type    = string
  default = 1.50
}
variable "list" {
  type    = list(string)
  default = [1, true, "x"]
}
variable "list_of_numbers" {
  type    = list(number)
  default = ["1", 2]
}
variable "set" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "set_of_numbers" {
  type    = set(number)
  default = ["10", 9, 10]
}
variable "map" {
  type    = map(string)
  default = { a = 1, b = true }
}
variable "map_of_any" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "list_of_any" {
  type    = list(any)
  default = [1, "x"]
}
variable "tuple" {
  type    = tuple([string, number])
  default = [1, "2"]
}
variable "empty_map" {
  type    = map(string)
  default = {}
}
variable "empty_list" {
  type    = list(string)
  default = []
}
variable "null" {
  type    = string
  default = null
}
variable "legacy_list" {
  type    = list
  default = ["x"]
}
variable "any" {
  type    = any
  default = { a = 1, b = [true] }
}
variable "untyped" {
  default = { a = 1, b = "x" }
}
variable "object" {
  type = object({
    name  = string
    port  = optional(number, "80")
    cidrs = optional(list(string), ["10.0.0.0/8"])
    tags  = optional(map(string))
    deep = optional(object({
      on    = optional(bool, true)
      level = optional(string, "low")
      none  = optional(string)
    }), {})
    set = optional(set(string), ["b", "a"])
  })
  default = { name = "n", extra = "dropped", tags = null }
}
variable "rules" {
  type = map(object({
    port = number
    to   = optional(list(string), ["192.0.2.0/24"])
    kind = optional(string, "tcp")
  }))
  default = {
    web = { port = 443 }
    dns = { port = "53", kind = "udp", to = null }
  }
}
variable "objects" {
  type    = list(object({ a = string, b = optional(string) }))
  default = [{ a = 1 }, { a = "x", b = "y" }]
}
variable "given" {
  type = list(object({ a = number }))
}
variable "given_set" {
  type = set(string)
}

locals {
  number      = [var.number, var.number + 1]
  bool        = [var.bool, var.bool ? "on" : "off"]
  string      = var.string
  list        = var.list
  numbers     = var.list_of_numbers
  set         = var.set
  set_numbers = var.set_of_numbers
  map         = var.map
  map_any     = var.map_of_any
  list_any    = var.list_of_any
  tuple       = var.tuple
  null        = [var.null, var.null == null, coalesce(var.null, "x")]
  legacy      = var.legacy_list
  any         = var.any
  untyped     = var.untyped
  object      = var.object
  members     = [var.object.port, var.object.deep.on, var.object.deep.none == null, try(var.object.extra, "dropped")]
  rules       = var.rules
  rules_list  = [for name, rule in var.rules : "${name}:${rule.port}:${rule.kind}:${join(",", rule.to)}"]
  objects     = var.objects
  objects_b   = var.objects[*].b
  given       = var.given
  given_set   = [for each in var.given_set : each]
  empty       = [var.empty_map == {}, var.empty_list == [], length(var.empty_map), var.empty_list == tolist([])]
  set_pairs   = { for k, v in var.set : k => v }
}
