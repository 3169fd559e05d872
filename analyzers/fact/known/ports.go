package known

// LastPort is the highest port of TCP and UDP.
const LastPort = 65535

// RiskyPort finds the first port of a range, both ends included, that
// attackers or forgotten services use, and says in a word what runs there.
func RiskyPort(from, to int) (port int, why string, ok bool) {
	for _, p := range riskyPorts {
		if from <= p.port && p.port <= to {
			return p.port, p.why, true
		}
	}
	return 0, "", false
}

// OrdinaryPort names the service of a port that most workloads need.
func OrdinaryPort(port int) (service string, ok bool) {
	switch port {
	case 80:
		return "http", true
	case 123:
		return "ntp", true
	case 443:
		return "https", true
	case 587:
		return "submission", true
	}
	return "", false
}

// ServicePort is the port behind a name of /etc/services, for the names that
// firewall rules use.
func ServicePort(name string) (port int, ok bool) {
	port, ok = servicePorts[name]
	return port, ok
}

type riskyPort struct {
	port int
	why  string
}

// riskyPorts is ascending.
var riskyPorts = []riskyPort{
	{21, "ftp"},
	{22, "ssh"},
	{23, "telnet"},
	{25, "smtp"},
	{135, "rpc"},
	{136, "netbios"},
	{137, "netbios"},
	{138, "netbios"},
	{139, "netbios"},
	{389, "ldap"},
	{445, "smb"},
	{1080, "socks"},
	{1433, "mssql"},
	{2375, "docker"},
	{3306, "mysql"},
	{3333, "miner"},
	{3389, "rdp"},
	{4444, "shell"},
	{5432, "postgresql"},
	{5555, "shell"},
	{5900, "vnc"},
	{6379, "redis"},
	{6667, "irc"},
	{7777, "shell"},
	{9001, "tor"},
	{9030, "tor"},
	{9050, "tor"},
	{9200, "elasticsearch"},
	{27017, "mongodb"},
}

var servicePorts = map[string]int{
	"ftp-data": 20, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "mail": 25, "whois": 43, "domain": 53, "bootps": 67,
	"bootpc": 68, "tftp": 69, "http": 80, "www": 80, "kerberos": 88, "pop3": 110, "sunrpc": 111, "ntp": 123, "imap": 143,
	"imap2": 143, "snmp": 161, "irc": 194, "ldap": 389, "https": 443, "microsoft-ds": 445, "submissions": 465,
	"syslog": 514, "submission": 587, "ldaps": 636, "rsync": 873, "domain-s": 853, "ftps": 990, "imaps": 993, "pop3s": 995,
	"mysql": 3306, "ms-wbt-server": 3389, "postgresql": 5432, "redis": 6379, "git": 9418,
}
