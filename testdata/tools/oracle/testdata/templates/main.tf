locals {
  name    = "web"
  on      = true
  quoted  = "a${local.name}b-${1 + 1}-${local.on}"
  escapes = "\t\"\\\n\u00e9\U0001F600 $${x} %%{y} $x %y"
  whole   = ["${local.on}", "${[1, 2]}", "${null}"]
  if      = "%{if local.on}yes%{else}no%{endif} %{if !local.on}x%{endif}"
  for     = "%{for k, v in { a = 1, b = 2 }}${k}=${v};%{endfor}"
  strip   = "a   %{~if local.on~}   b   %{~endif~}   c ${~ "d" ~}  e"
  heredoc = <<EOF
  line ${local.name}
    "quoted" \n
EOF
  flush   = <<-EOF
    one
      two ${local.name}

    three
    EOF
  loop    = <<-EOF
    %{for p in [80, 443]~}
    port ${p}
    %{endfor~}
    end
  EOF
  null    = try("a${null}", "failed")
  list    = try("a${[1]}", "failed")
}
