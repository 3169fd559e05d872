package derive

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestCredentialsThatToolsTake(t *testing.T) {
	high := func(sink string) []string { return []string{"high password«PASSWORD~» by " + sink} }
	token := func(sink string) []string { return []string{"high token«BEARER~» by " + sink} }
	runCredentials(t, runScript, []credentialCase{
		{"psql-settings", "psql 'host=db user=me password=PASSWORD~'", high("psql")},
		{"psql-settings-twin", "psql \"host=db user=me password=$PGPASSWORD\"\npsql -p 5432 -W", nil},
		{"mysqladmin-new", "mysqladmin -u root password 'PASSWORD~'", high("mysqladmin password")},
		{"mysqladmin-ping", "mysqladmin -u root -p ping", nil},
		{"mongo", "mongo -u me -p PASSWORD~ db", high("mongo -p")},
		{"mongo-port", "mongo --port 27017 -u me -p", nil},
		{"redis", "redis-cli -h db -p 6379 -a PASSWORD~ ping", high("redis-cli -a")},
		{"redis-twin", "redis-cli -h db -p 63791 -a $REDIS ping", nil},
		{"sqlcmd", "sqlcmd -S db -U sa -P 'PASSWORD~' -Q 'select 1'", high("sqlcmd -P")},
		{"sqlplus", "sqlplus system/PASSWORD~@db", high("sqlplus")},
		{"sqlplus-twin", "sqlplus / as sysdba\nsqlplus /@db\nsqlplus system@db\nsqlplus -s /nolog", nil},
		{"cqlsh", "cqlsh -u me -p PASSWORD~ db", high("cqlsh -p")},
		{"influx", "influx -username me -password PASSWORD~", high("influx -password")},
		{"rabbit", "rabbitmqctl add_user app PASSWORD~", high("rabbitmqctl add_user")},
		{"rabbit-twin", "rabbitmqctl add_user app $P\nrabbitmqctl set_user_tags app administrator", nil},
		{"ldap", "ldapsearch -x -D cn=admin,dc=a -w PASSWORD~ -b dc=a", high("ldapsearch -w")},
		{"ldap-twin", "ldapsearch -x -D cn=admin -W -b dc=a uid=joe1\nldapsearch -y /etc/pass -x", nil},
		{"smb", "smbclient //host/share -U me%PASSWORD~", high("smbclient -U")},
		{"smb-twin", "smbclient //host/share -U me\nsmbclient -A /root/.cred //host/share", nil},
		{"mount", "mount -t cifs -o username=me,password=PASSWORD~,uid=1 //host/share /mnt", high("mount -o")},
		{"mount-twin", "mount -t cifs -o credentials=/root/.cred,uid=1 //host/share /mnt", nil},
		{"net-user", "net user joe PASSWORD~ /add", high("net user /add")},
		{"net-user-twin", "net user joe /delete\nnet user", nil},
		{"wifi", "nmcli device wifi connect home password PASSWORD~", high("nmcli password")},
		{"wifi-twin", "nmcli device wifi connect home --ask", nil},
		{"wpa", "wpa_passphrase home PASSWORD~", high("wpa_passphrase")},
		{"wpa-asks", "wpa_passphrase homenet1", nil},
		{"freerdp", "xfreerdp /v:host /u:me /p:PASSWORD~", high("xfreerdp /p")},

		{"openssl-passin", "openssl rsa -in key.pem -passin pass:PASSWORD~", high("openssl -passin")},
		{"openssl-passin-twin", "openssl rsa -in key.pem -passin file:pass.txt\nopenssl rsa -passin env:PASS1\nopenssl rsa -passin pass:$P", nil},
		{"openssl-enc", "openssl enc -aes-256-cbc -k PASSWORD~ -in a", high("openssl enc -k")},
		{"openssl-passwd", "openssl passwd -1 PASSWORD~", high("openssl passwd")},
		{"openssl-passwd-twin", "openssl passwd -1\nopenssl passwd -6 -stdin", nil},
		{"openssl-digest", "openssl dgst -sha256 -k1 file1\nopenssl rand -hex 32", nil},
		{"keytool", "keytool -genkey -storepass PASSWORD~ -alias a", high("keytool -storepass")},
		{"keytool-twin", "keytool -genkey -storepass $P -alias a\nkeytool -storepass:env PASS -list", nil},
		{"gpg", "gpg --batch --passphrase PASSWORD~ -c file", high("gpg --passphrase")},
		{"gpg-twin", "gpg --batch --passphrase-file /etc/pass -c file\ngpg --passphrase '' --gen-key", nil},
		{"ssh-keygen-twin", "ssh-keygen -t ed25519 -N '' -f key1\nssh-keygen -t rsa -b 4096 -C comment1", nil},
		{"ssh-keygen", "ssh-keygen -t ed25519 -N PASSWORD~ -f key", high("ssh-keygen -N")},
		{"zip", "zip -r -P PASSWORD~ a.zip dir", high("zip -P")},
		{"zip-twin", "zip -e a.zip dir1\nunzip -p a.zip file1", nil},
		{"7z", "7z a -pPASSWORD~ a.7z dir", high("7z -p")},
		{"7z-asks", "7z a -p a.7z dir1", nil},
		{"htpasswd", "htpasswd -bc file me PASSWORD~", high("htpasswd -b")},
		{"htpasswd-twin", "htpasswd -c file me\nhtpasswd -b file me $P", nil},

		{"curl-form", "curl -F user=me -F password=PASSWORD~ https://example.com", []string{"high password«PASSWORD~» by curl -F"}},
		{"curl-form-file", "curl -F password=@file -F upload=@dump1 https://example.com", nil},
		{"curl-proxy", "curl --proxy-user me:PASSWORD~ https://example.com", high("curl -u")},
		{"wget", "wget --user=me --http-password=PASSWORD~ https://example.com", high("wget --http-password")},
		{"httpie", "http -a me:PASSWORD~ example.com", high("http -a")},
		{"lftp", "lftp -u me,PASSWORD~ example.com", high("lftp -u")},

		{"skopeo", "skopeo copy --src-creds me:PASSWORD~ docker://a docker://b", high("skopeo --src-creds")},
		{"docker-env", "docker run -d -e MYSQL_ROOT_PASSWORD=PASSWORD~ -p 3306:3306 mysql", high("docker -e")},
		{"docker-env-twin", "docker run -e MYSQL_ROOT_PASSWORD -e DB_PASSWORD=$P -e PASSWORD_FILE=/run/a -e POSTGRES_DB=shop1 mysql", nil},
		{"kubectl-secret", "kubectl create secret generic db --from-literal=password=PASSWORD~", high("kubectl create secret --from-literal")},
		{"kubectl-secret-twin", "kubectl create secret generic db --from-file=./password.txt\nkubectl create secret generic db --from-literal=password=$P", nil},
		{"kubectl-registry", "kubectl create secret docker-registry r --docker-username=me --docker-password=PASSWORD~", high("kubectl create secret --docker-password")},
		{"kubectl-credentials", "kubectl config set-credentials me --token=BEARER~", token("kubectl set-credentials --token")},
		{"helm", "helm install db chart --set auth.rootPassword=PASSWORD~,replicas=3", high("helm --set")},
		{"helm-twin", "helm install db chart --set auth.existingSecret=db-auth-1,passwordSecretRef=a1 --set image.tag=v1.2.3 --set password=$P", nil},

		{"secretsmanager", "aws secretsmanager create-secret --name db --secret-string PASSWORD~", high("aws secretsmanager --secret-string")},
		{"ssm", "aws ssm put-parameter --name db --type SecureString --value PASSWORD~", high("aws ssm put-parameter SecureString --value")},
		{"ssm-twin", "aws ssm put-parameter --name db --type String --value PASSWORD~\naws secretsmanager create-secret --secret-string file://a.json", nil},
		{"az-vault", "az keyvault secret set --vault-name v --name n --value PASSWORD~", high("az keyvault secret set --value")},
		{"az-vm", "az vm create --admin-username me --admin-password PASSWORD~", high("az --admin-password")},
		{"doctl", "doctl -t BEARER~ compute droplet list", token("doctl -t")},
		{"vault", "vault login BEARER~", token("vault login")},
		{"vault-twin", "vault login -method=github\nvault login $TOKEN\nvault kv get secret/db1", nil},
		{"vault-put", "vault kv put secret/db password=PASSWORD~", high("vault kv put")},
		{"vault-put-file", "vault kv put secret/db @data1.json\nvault kv put secret/db password=@file", nil},
		{"consul", "consul members -token=BEARER~", token("consul -token")},
		{"rclone", "rclone copy a b --sftp-pass PASSWORD~", high("rclone --sftp-pass")},
		{"mc", "mc alias set me https://example.com KEY~ SECRET~", []string{"high aws-secret-key«SECRET~» by mc alias set"}},

		{"ansible", "ansible-playbook a.yml -e 'ansible_password=PASSWORD~ tag=1'", high("ansible-playbook -e")},
		{"ansible-twin", "ansible-playbook a.yml -e @vault1.yml --vault-password-file /root/pass -e \"ansible_password=$P\"", nil},
		{"terraform", "terraform apply -var db_password=PASSWORD~ -var region=eu-west-1", high("terraform -var")},
		{"terraform-twin", "terraform apply -var \"db_password=$P\" -var-file=prod1.tfvars", nil},
		{"java", "java -Djavax.net.ssl.keyStorePassword=PASSWORD~ -jar a.jar", high("java -D")},
		{"java-twin", "java -Djavax.net.ssl.keyStore=/etc/store1 -Xmx512m -jar a.jar", nil},

		{"useradd-digest", "useradd -p '$6$salt$abcdefgh' joe", nil},
		{"expect", "expect -c 'spawn ssh me@host; expect \"password:\"; send \"PASSWORD~\\r\"; interact'", high("expect send")},
		{"expect-twin", "expect -c 'spawn ssh me@host; expect \"yes/no\"; send \"yes1234\\r\"; expect \"password:\"; send \"$P\\r\"'", nil},
	})
}

func TestCredentialsOnStandardInput(t *testing.T) {
	for _, c := range []struct{ line, input, want string }{
		{"docker login -u me --password-stdin", "PASSWORD~\n", "high password«PASSWORD~» by docker login --password-stdin"},
		{"docker load", "PASSWORD~", ""},
		{"gh auth login --with-token", "BEARER~", "high token«BEARER~» by gh login --with-token"},
		{"passwd --stdin root", "PASSWORD~", "high password«PASSWORD~» by passwd --stdin"},
		{"passwd root", "PASSWORD~", ""},
		{"sudo -S apt update", "PASSWORD~", "high password«PASSWORD~» by sudo -S"},
		{"sudo tee file", "PASSWORD~", ""},
		{"chpasswd", "root:PASSWORD~", "high password«PASSWORD~» by chpasswd"},
		{"chpasswd", "root", ""},
		{"chpasswd -e", "root:$6$abc$def", ""},
		{"chpasswd --encrypted", "root:PASSWORD~", ""},
		{"expect", "expect \"Password:\"\nsend \"PASSWORD~\\r\"\n", "high password«PASSWORD~» by expect send"},
		{"expect", "expect \"login:\"\nsend \"PASSWORD~\\r\"\n", ""},
		{"cat", "PASSWORD~", ""},
	} {
		var want []string
		if c.want != "" {
			want = []string{c.want}
		}
		if diff := cmp.Diff(want, credentialsOf(withInput(made(c.line), made(c.input)))); diff != "" {
			t.Errorf("%s <<< %s\n%s", c.line, c.input, diff)
		}
	}
}

// withInput is a command that reads a text.
func withInput(line, input string) *fact.Project {
	script := source.NewFile("a.sh", []byte(line)).Text()
	p := fact.NewProject()
	p.Add(&fact.Command{
		Node: fact.NewNode(script.Span(), nil, fact.Always), Argv: script.Fields(), Stdin: source.NewFile("input", []byte(input)).Text(),
	})
	return p
}

func TestHostileArgumentsOfTools(t *testing.T) {
	for program := range toolsByName() {
		for _, args := range []string{"", "-", "--", "-p", "-p=", "--password=", "-P", "/", "/p:", "=", ",", "%", ":", "/@", "a/@", "pass:", "login", "-e =", "-D", "password", "create secret"} {
			for _, line := range credentialsOf(scriptOf("a.sh", program+" "+args)) {
				if strings.Contains(line, "«»") {
					t.Errorf("%s %s: an empty credential: %s", program, args, line)
				}
			}
		}
	}
}

func TestUnknownWordsOfToolsAreNone(t *testing.T) {
	file := source.NewFile("a.sh", []byte("wpa_passphrase home"))
	p := fact.NewProject()
	p.Add(&fact.Command{
		Node: fact.NewNode(file.Text().Span(), nil, fact.Always),
		Argv: []source.Text{file.Text().Slice(0, 14), file.Text().Slice(15, 19), source.HoleAt(file.Text().Span())},
	})
	if got := credentialsOf(p); got != nil {
		t.Error(got)
	}
}
