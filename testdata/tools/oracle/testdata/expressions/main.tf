locals {
  object        = { a = 1, "b c" = "x", (upper("d")) = [true], "e-${1}" = null }
  list          = ["a", { b = [1, 2] }, null]
  attribute     = local.object.a
  index         = [local.list[0], local.list[1].b[1], local.list[1]["b"], local.object["b c"]]
  legacy_index  = local.list.1.b.0
  for_list      = [for v in ["a", "b"] : upper(v)]
  for_index     = [for i, v in ["a", "b"] : "${i}${v}"]
  for_map       = { for k, v in { a = 1, b = 2 } : v => k }
  for_if        = [for v in [1, 2, 3, 4] : v if v % 2 == 0]
  for_group     = { for v in ["ab", "ac", "b"] : substr(v, 0, 1) => v... }
  for_nested    = flatten([for k, v in { a = [1, 2], b = [3] } : [for i in v : { key = k, item = i }]])
  for_set       = [for v in toset(["b", "a"]) : v]
  for_set_key   = [for k, v in toset(["b", "a"]) : "${k}=${v}"]
  for_map_order = [for k, v in { c = 1, a = 2, b = 3 } : k]
  for_same_key  = try({ for v in ["a", "a"] : v => 1 }, "failed")
  splat         = [{ a = 1 }, { a = 2 }][*].a
  splat_nested  = [{ a = [{ b = 1 }, { b = 2 }] }, { a = [] }][*].a[*].b
  splat_attr    = [{ a = { b = 1 } }].*.a.b
  splat_null    = null[*]
  splat_one     = "x"[*]
  splat_map     = { a = 1 }[*]
  condition     = [true ? "a" : "b", false ? 1 : 2]
  cond_types    = true ? 1 : "x"
  cond_null     = false ? "a" : null
  cond_lists    = false ? ["a"] : []
  cond_maps     = true ? { a = 1 } : { b = "x" }
  equal         = ["a" == "a", 1 == 1, "1" == 1, null == null, [] == [], {} == {}, { a = 1 } == { a = 1 }, [1] == [1], tolist([1]) == [1], "" == null]
  unequal       = ["a" != "b", [1, 2] != [1, 2], null != "x"]
  precedence    = [1 + 2 * 3, (1 + 2) * 3, !true || true, 1 + 2 == 3 && true]
  try           = [try(local.object.none, "t"), try(local.object.a, "t"), try(local.list[9], "t"), try(tonumber("x"), null, "t")]
  try_map       = try(local.object["none"].deeper, local.list[1].none, "last")
  can           = [can(local.object.none), can(local.object.a), can(regex("^a", "b")), can(tobool("maybe"))]
  expansion     = concat([["a"], ["b"]]...)
  merge_spread  = merge([{ a = 1 }, { b = 2 }]...)
  dynamic_index = [for k in ["a", "b c"] : local.object[k]]
  number_index  = ["x", "y"]["1"]
  negation      = -local.object.a
  chain         = local.chain_1
  chain_1       = "${local.chain_2}!"
  chain_2       = join("", [for c in ["a", "b"] : c])
  workspace     = "env-${terraform.workspace}"
}

output "value" {
  value = { for k, v in local.object : k => v == null ? "none" : jsonencode(v) }
}

output "heredoc" {
  value = <<-EOT
    a
      ${local.chain}
  EOT
}

output "conditional" {
  value = local.attribute > 0 ? [for i in range(2) : i] : null
}

output "secret" {
  value     = sensitive("s")
  sensitive = true
}
