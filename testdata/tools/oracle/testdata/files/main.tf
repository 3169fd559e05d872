locals {
  name             = "world"
  file             = file("${path.module}/data/plain.txt")
  filebase64       = filebase64("data/plain.txt")
  filemd5          = filemd5("data/plain.txt")
  filesha1         = filesha1("data/plain.txt")
  filesha256       = filesha256("data/plain.txt")
  filesha512       = filesha512("data/plain.txt")
  filebase64sha256 = filebase64sha256("data/plain.txt")
  filebase64sha512 = filebase64sha512("data/plain.txt")
  fileexists       = fileexists("data/plain.txt")
  fileset          = [fileset(path.module, "data/*"), fileset("data", "**"), fileset(".", "data/**/*.{txt,tftpl}"), fileset("data", "none*")]
  fileset_above    = fileset("${path.module}/data", "../data/deep/*")
  templatefile     = templatefile("data/hello.tftpl", { name = local.name, ports = [80, 443] })
  file_absent      = try(file("data/absent"), "failed")
  basename         = [basename("a/b.txt"), basename("a"), basename("a/b/")]
  dirname          = [dirname("a/b.txt"), dirname("a"), dirname("/a"), dirname("a/b/")]
  pathexpand       = pathexpand("a/b")
  abspath          = basename(abspath("data"))
  paths            = [path.module, path.root]
  yaml             = { for f in fileset("data", "*.yaml") : trimsuffix(f, ".yaml") => yamldecode(file("data/${f}")) }
}
