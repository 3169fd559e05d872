locals {
  abs        = [abs(-5), abs(2.5)]
  ceil       = [ceil(1.2), ceil(-1.2)]
  floor      = [floor(1.8), floor(-1.2)]
  log        = [log(8, 2), log(1, 10)]
  max        = max(1, 3, 2)
  max_list   = max([4, 9, 1]...)
  min        = min(1, "0", 2)
  parseint   = [parseint("ff", 16), parseint("-11", 2), parseint("Z", 62)]
  pow        = [pow(2, 10), pow(4, 0.5)]
  signum     = [signum(-3), signum(0), signum(9)]
  sum        = [sum([1, 2.5, "3"]), sum(toset([1, 2]))]
  arithmetic = [1 + 2, 7 / 2, 7 % 3, -7 % 3, 2 * -3, 1 / 3, 0.1 + 0.2, 1e3, 10000000000 * 10000000000]
  logic      = [!true, true && false, true || false, 1 < 2, 2 <= 2, 3 > 4, 4 >= 4]
  written    = ["${1.50}", "${1e3}", "${0.1 + 0.2}", "${100000000000000000000}", "${-0.5}", "${7 / 2}"]
  from_text  = ["5" + 1, "2" * "3", tonumber("1.50"), -"4"]
  range      = [range(3), range(1, 4), range(1, 8, 3), range(3, 0), range(0, -4, -2)]
  cidrhost   = [cidrhost("10.12.112.0/20", 16), cidrhost("10.0.0.0/8", -1), cidrhost("fd00:fd12:3456:7890::/72", 34)]
  netmask    = cidrnetmask("172.16.0.0/12")
  subnet     = [cidrsubnet("172.16.0.0/12", 4, 2), cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162), cidrsubnet("10.1.2.3/8", 8, 1)]
  subnets    = cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)
}
