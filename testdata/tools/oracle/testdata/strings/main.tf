locals {
  chomp        = chomp("a\r\n\n")
  endswith     = [endswith("hello", "lo"), endswith("hello", "el")]
  format       = format("%s|%d|%05.1f|%q|%v|%x|%t|%%|%3s|%-3s|%#v", "a", 7, 2.345, "q", [1, "b"], 255, true, "z", "z", { k = null })
  formatlist   = formatlist("%s-%d", ["a", "b"], 3)
  formatlist_2 = formatlist("%s-%s", ["a", "b"], ["c", "d"])
  indent       = indent(2, "a\nb\n\nc\n")
  join         = join("-", ["a", "b"], ["c"])
  join_numbers = join(",", [1, 2.50, true])
  length       = [length("héllo"), length([1, 2]), length({ a = 1 }), length("")]
  lower        = lower("ÀB")
  regex        = regex("[a-z]+([0-9]+)(x)?", "abc123")
  regex_named  = regex("(?P<scheme>[a-z]+)://(?P<host>[^/]+)", "https://example.com/x")
  regex_plain  = regex("[0-9]+", "abc123")
  regexall     = [regexall("[a-z]", "1a2b"), regexall("(x)(y)", "xyxy"), regexall("q", "a")]
  replace      = replace("a.b.c", ".", "-")
  replace_re   = replace("hello world", "/(?P<f>w)o/", "<$f$1>")
  replace_path = replace("/a/", "/", "")
  split        = [split(",", "a,b,,c"), split(",", ""), split("", "abc")]
  startswith   = [startswith("hello", "he"), startswith("hello", "lo")]
  strcontains  = [strcontains("hello", "ell"), strcontains("hello", "x")]
  strrev       = strrev("aé😀")
  substr       = [substr("hello", 1, 3), substr("hello", -3, -1), substr("hi", 5, 1), substr("🤔🤷", 0, 1)]
  title        = title("hello big world")
  trim         = trim("?!a?!b?!", "!?")
  trimprefix   = [trimprefix("helloworld", "hello"), trimprefix("a", "b")]
  trimspace    = trimspace("  a b\n\n")
  trimsuffix   = trimsuffix("a.sh", ".sh")
  upper        = upper("aé")
  timeadd      = timeadd("2020-02-28T23:00:00Z", "2h30m")
  timecmp      = [timecmp("2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00"), timecmp("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")]
  formatdate   = formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ 'o''clock'", "2020-02-03T04:05:06Z")
  uuidv5       = [uuidv5("dns", "example.com"), uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "x")]
}
