package derive

// toolSink is one way in which programs are given a credential.
type toolSink struct {
	programs string
	when     string // words and flags that stand among the arguments too
	spelled  spelling
	valued   string // the letters that take a value, of getopt's spelling
	options  string // that take it: letters, and long names without dashes
	operand  int    // that is it, in place of an option: counted from 1 behind the words of when, from the end if negative
	form     form
	kind     string // a password where it is empty
}

// spelling is how a program's options are written.
type spelling int

const (
	getopt   spelling = iota // -p VALUE, -pVALUE, --password VALUE, --password=VALUE
	adjoined                 // -pVALUE alone: with nothing behind it the program asks
	oneDash                  // -password VALUE, -password=VALUE; Go's flag package takes two dashes for one
	slashed                  // /p:VALUE
	keyword                  // password VALUE
)

// form is how the credential stands in what is given.
type form int

const (
	whole       form = iota
	userColon        // USER:PASSWORD
	userPercent      // USER%PASSWORD
	userSlash        // USER/PASSWORD@DATABASE
	userComma        // USER,PASSWORD
	passColon        // pass:PASSWORD, beside file: and env:
	pairs            // NAME=VALUE,…: those are secrets whose names say so
	secretPairs      // NAME=VALUE, of a store for secrets
	passwordOf       // password:PASSWORD, beside file: and others
)

// toolSinks is from the programs' manuals: the pages of section 1 that come with
// them, and the reference pages of the clouds' tools.
var toolSinks = []toolSink{
	// Databases.
	{programs: "mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mariadb mariadb-dump mariadb-admin", spelled: adjoined, options: "p"},
	{programs: "mysqladmin mariadb-admin", spelled: keyword, options: "password"},
	{programs: "mongo mongosh mongodump mongorestore mongoexport mongoimport", valued: "uphdc", options: "p"},
	{programs: "redis-cli valkey-cli", valued: "hpasnurib", options: "a pass"},
	{programs: "sqlcmd bcp", valued: "SUPdqQio", options: "P"},
	{programs: "sqlplus sqlplus64 rman expdp impdp exp imp sqlldr", operand: 1, form: userSlash},
	{programs: "cqlsh", valued: "upkfe", options: "p password"},
	{programs: "beeline", valued: "undpef", options: "p"},
	{programs: "influx", spelled: oneDash, options: "password"},
	{programs: "influx", valued: "tob", options: "t token", kind: typeToken},
	{programs: "clickhouse-client", options: "password"},
	{programs: "etcdctl", options: "user", form: userColon},
	{programs: "nodetool", spelled: oneDash, options: "pw"},
	{programs: "couchbase-cli cbbackupmgr", valued: "cup", options: "p password"},
	{programs: "rabbitmqctl", when: "add_user", operand: 2},
	{programs: "rabbitmqctl", when: "change_password", operand: 2},
	{programs: "rabbitmqadmin", valued: "HPup", options: "p password"},
	{programs: "mosquitto_pub mosquitto_sub", valued: "hptumPiqk", options: "P pw"}, //nolint:misspell // the broker is spelled so

	// Hosts, networks and directories.
	{programs: "sshpass", valued: "fdpPE", options: "p"},
	{programs: "ldapsearch ldapmodify ldapadd ldapdelete ldappasswd ldapcompare ldapwhoami ldapmodrdn", valued: "DHbwsxyYhpfao", options: "w"},
	{programs: "smbclient rpcclient smbget winexe mount.cifs smbcacls", valued: "UWILpcd", options: "U user", form: userPercent},
	{programs: "mount mount.cifs", valued: "otLU", options: "o options", form: pairs},
	{programs: "samba-tool", when: "user create", operand: 2},
	{programs: "net net.exe", when: "user /add", operand: 2},
	{programs: "lftp", valued: "ufecp", options: "u user", form: userComma},
	{programs: "ncftpget ncftpput ncftp", valued: "upP", options: "p"},
	{programs: "xfreerdp xfreerdp3 wlfreerdp", spelled: slashed, options: "p"},
	{programs: "rdesktop", valued: "udpcgnksa", options: "p"},
	{programs: "x11vnc", spelled: oneDash, options: "passwd"},
	{programs: "ipmitool", valued: "HUPIL", options: "P"},
	{programs: "nmcli", spelled: keyword, options: "password wifi-sec.psk 802-11-wireless-security.psk 802-1x.password"},
	{programs: "wpa_passphrase", operand: 2},
	{programs: "virt-customize virt-builder virt-sysprep", options: "root-password", form: passwordOf},

	// Keys and archives.
	{programs: "openssl", spelled: oneDash, options: "passin passout pass password", form: passColon},
	{programs: "openssl", when: "enc", spelled: oneDash, options: "k"},
	{programs: "openssl", when: "passwd", operand: -1},
	{programs: "mkpasswd", valued: "mSRP", operand: 1},
	{programs: "keytool jarsigner", spelled: oneDash, options: "storepass keypass srcstorepass deststorepass destkeypass new"},
	{programs: "gpg gpg2", options: "passphrase"},
	{programs: "ssh-keygen", valued: "tbfCNPimIns", options: "N P"},
	{programs: "zip unzip zipcloak", valued: "PibntOx", options: "P"},
	{programs: "7z 7za 7zr 7zz unrar rar", spelled: adjoined, options: "p"},
	{programs: "htpasswd", when: "-b", operand: -1},
	{programs: "security", when: "unlock-keychain", valued: "p", options: "p"},
	{programs: "security", when: "create-keychain", valued: "p", options: "p"},
	{programs: "security", when: "import", valued: "PkfTtx", options: "P"},
	{programs: "signtool signtool.exe", spelled: oneDash, options: "p"},
	{programs: "signtool signtool.exe", spelled: slashed, options: "p"},
	{programs: "caddy", when: "hash-password", options: "plaintext"},

	// Web and mail.
	{programs: "http https xh", valued: "aApo", options: "a auth", form: userColon},
	{programs: "ab hey", valued: "ncaAPHpTmt", options: "A", form: userColon},
	{programs: "aria2c", options: "http-passwd ftp-passwd"},
	{programs: "wget wget2", valued: "OPo", options: "password http-password ftp-password proxy-password"},
	{programs: "twine", when: "upload", valued: "uprsc", options: "p password"},
	{programs: "jenkins-cli", spelled: oneDash, options: "auth", form: userColon},

	// Registries, containers and clusters.
	{programs: "docker podman nerdctl buildah skopeo helm crane oras cosign regctl", when: "login", valued: "up", options: "p password"},
	{programs: "skopeo", valued: "f", options: "creds src-creds dest-creds", form: userColon},
	{programs: "podman buildah", options: "creds", form: userColon},
	{programs: "docker podman nerdctl", valued: "evpwu", options: "e env build-arg", form: pairs},
	{programs: "docker podman", when: "swarm join", options: "token", kind: typeToken},
	{programs: "kubectl oc k3s", when: "create secret", valued: "nf", options: "from-literal", form: secretPairs},
	{programs: "kubectl oc", when: "create configmap", valued: "nf", options: "from-literal", form: pairs},
	{programs: "kubectl oc", when: "create secret", options: "docker-password"},
	{programs: "kubectl oc", when: "set-credentials", options: "password"},
	{programs: "kubectl oc", when: "set-credentials", options: "token", kind: typeToken},
	{programs: "kubectl oc", when: "set env", operand: -1, form: pairs},
	{programs: "oc", when: "login", valued: "upn", options: "p password"},
	{programs: "helm", valued: "nf", options: "set set-string", form: pairs},
	{programs: "argocd", when: "login", options: "password"},

	// Clouds and stores for secrets.
	{programs: "aws", when: "secretsmanager", options: "secret-string"},
	{programs: "aws", when: "ssm put-parameter SecureString", options: "value"},
	{programs: "az", when: "login", valued: "uptg", options: "p password"},
	{programs: "az", when: "keyvault secret set", options: "value"},
	{programs: "az", options: "admin-password administrator-login-password"},
	{programs: "gcloud", options: "root-password password"},
	{programs: "doctl", valued: "tcuo", options: "t access-token", kind: typeToken},
	{programs: "vault", when: "login", operand: 1, kind: typeToken},
	{programs: "vault", when: "operator unseal", operand: 1, kind: typeToken},
	{programs: "vault", when: "kv put", operand: -1, form: secretPairs},
	{programs: "consul nomad", spelled: oneDash, options: "token", kind: typeToken},
	{programs: "mc mcli", when: "alias set", operand: 4, kind: typeSecretKey},
	{programs: "openstack", options: "os-password"},
	{programs: "gh", when: "secret set", valued: "bareo", options: "b body"},
	{programs: "heroku", when: "config:set", operand: -1, form: pairs},
	{programs: "flyctl fly", when: "secrets set", operand: -1, form: secretPairs},
	{programs: "pulumi", when: "config set --secret", operand: 2},
	{programs: "ngrok", when: "authtoken", operand: 1, kind: typeToken},
	{programs: "ngrok", when: "add-authtoken", operand: 1, kind: typeToken},
	{programs: "tailscale", options: "authkey auth-key", kind: typeToken},
	{programs: "gitlab-runner", when: "register", valued: "rut", options: "r registration-token t token", kind: typeToken},
	{programs: "sentry-cli", options: "auth-token", kind: typeToken},
	{programs: "snyk", when: "auth", operand: 1, kind: typeToken},
	{programs: "rclone", when: "obscure", operand: 1},
	{programs: "rclone", options: "ftp-pass sftp-pass webdav-pass smb-pass http-pass mega-pass crypt-password pass"},
	{programs: "rclone", options: "s3-secret-access-key", kind: typeSecretKey},
	{programs: "grafana-cli grafana", when: "reset-admin-password", operand: 1},

	// Provisioning and building.
	{programs: "ansible ansible-playbook", valued: "eimautlMf", options: "e extra-vars", form: pairs},
	{programs: "terraform tofu packer", spelled: oneDash, options: "var", form: pairs},
	{programs: "act", valued: "sPjWe", options: "s secret", form: secretPairs},
	{programs: "java mvn gradle gradlew ant sonar-scanner", valued: "DP", options: "D P", form: pairs},
	{programs: "nuget nuget.exe", spelled: oneDash, options: "Password"},
	{programs: "nuget nuget.exe", spelled: oneDash, options: "ApiKey", kind: typeToken},
	{programs: "dotnet", when: "nuget push", valued: "ks", options: "k api-key", kind: typeToken},
	{programs: "dotnet", when: "nuget add source", valued: "pun", options: "p password"},
}
