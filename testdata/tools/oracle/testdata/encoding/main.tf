locals {
  base64decode = [base64decode("SGVsbG8gw6k="), base64decode("")]
  base64encode = base64encode("Hello é")
  base64sha256 = base64sha256("hello")
  base64sha512 = base64sha512("hello")
  md5          = md5("hello")
  sha1         = sha1("hello")
  sha256       = sha256("hello")
  sha512       = sha512("hello")
  csvdecode    = csvdecode("a,b\n1,2\n3,\"4,5\"\n")
  jsondecode   = jsondecode("{\"a\": [1, 2.50, null, true, \"<é\"], \"b\": {}}")
  jsonencode   = jsonencode({ b = [1, 2.50, null, true], a = "<&>\"\\\n\té\u2028", c = { "k k" = toset(["z", "y"]) }, d = {}, e = [] })
  json_types   = jsonencode({ a = "1", b = 1, c = "true", d = true, e = tostring(5), f = tonumber("6") })
  yamldecode   = yamldecode("a: 1\nb: [x, 'y', 2.5]\nc:\n  d: true\n  e: ~\n  f: \"1\"\ng: |\n  line\n  two\nh: &x {k: v}\ni: *x\n")
  yamlencode   = yamldecode(yamlencode({ b = [1, "2", null], a = { c = true } }))
  urlencode    = urlencode("a b&c=é/+")
}
