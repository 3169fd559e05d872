package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// secretArgs tells which arguments of a call are credentials: of a function, or
// of a variable of a package that is set. From the packages' documentation,
// pkg.go.dev.
var secretArgs = map[string][]secretArg{
	// Clouds.
	"github.com/aws/aws-sdk-go/aws/credentials.NewStaticCredentials":                 {{0, typeAccessKey}, {1, typeSecretKey}, {2, typeToken}},
	"github.com/aws/aws-sdk-go-v2/credentials.NewStaticCredentialsProvider":          {{0, typeAccessKey}, {1, typeSecretKey}, {2, typeToken}},
	"github.com/minio/minio-go.New":                                                  {{1, typePassword}, {2, typePassword}},
	"github.com/minio/minio-go/pkg/credentials.NewStaticV2":                          {{1, typePassword}},
	"github.com/minio/minio-go/pkg/credentials.NewStaticV4":                          {{1, typePassword}},
	"google.golang.org/api/option.WithAPIKey":                                        {{0, typeToken}},
	"google.golang.org/api/option.WithCredentialsJSON":                               {{0, typeToken}},
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity.NewClientSecretCredential":     {{2, typePassword}},
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity.NewUsernamePasswordCredential": {{3, typePassword}},
	"github.com/Azure/azure-sdk-for-go/sdk/azcore.NewKeyCredential":                  {{0, typeToken}},
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob.NewSharedKeyCredential":    {{1, typeToken}},
	"github.com/Azure/azure-storage-blob-go/azblob.NewSharedKeyCredential":           {{1, typeToken}},
	"github.com/Azure/go-autorest/autorest/azure/auth.NewClientCredentialsConfig":    {{1, typePassword}},
	"github.com/digitalocean/godo.NewFromToken":                                      {{0, typeToken}},
	"github.com/cloudflare/cloudflare-go.New":                                        {{0, typeToken}},
	"github.com/cloudflare/cloudflare-go.NewWithAPIToken":                            {{0, typeToken}},
	"github.com/hashicorp/vault/api.Client.SetToken":                                 {{0, typeToken}},

	// Services.
	"github.com/stripe/stripe-go.Key":                           {{0, typeToken}},
	"github.com/stripe/stripe-go/client.New":                    {{0, typeToken}},
	"github.com/stripe/stripe-go/client.API.Init":               {{0, typeToken}},
	"github.com/slack-go/slack.New":                             {{0, typeToken}},
	"github.com/nlopes/slack.New":                               {{0, typeToken}},
	"github.com/go-telegram-bot-api/telegram-bot-api.NewBotAPI": {{0, typeToken}},
	"github.com/xanzy/go-gitlab.NewClient":                      {{0, typeToken}},
	"github.com/sendgrid/sendgrid-go.NewSendClient":             {{0, typeToken}},
	"github.com/mailgun/mailgun-go.NewMailgun":                  {{1, typeToken}},
	"github.com/sashabaranov/go-openai.NewClient":               {{0, typeToken}},
	"github.com/go-resty/resty.Client.SetBasicAuth":             {{1, typePassword}},
	"github.com/go-resty/resty.Client.SetAuthToken":             {{0, typeToken}},
	"github.com/go-resty/resty.Request.SetBasicAuth":            {{1, typePassword}},
	"github.com/go-resty/resty.Request.SetAuthToken":            {{0, typeToken}},
	"github.com/influxdata/influxdb-client-go.NewClient":        {{1, typeToken}},

	// Hosts, mail and directories.
	"net/smtp.PlainAuth":                                            {{2, typePassword}},
	"net/smtp.CRAMMD5Auth":                                          {{1, typePassword}},
	"net/http.Request.SetBasicAuth":                                 {{1, typePassword}},
	"golang.org/x/crypto/ssh.Password":                              {{0, typePassword}},
	"github.com/go-ldap/ldap.Conn.Bind":                             {{1, typePassword}},
	"github.com/go-ldap/ldap.NewSimpleBindRequest":                  {{1, typePassword}},
	"github.com/jlaffaye/ftp.ServerConn.Login":                      {{1, typePassword}},
	"github.com/masterzen/winrm.NewClient":                          {{2, typePassword}},
	"github.com/emersion/go-sasl.NewPlainClient":                    {{2, typePassword}},
	"gopkg.in/gomail.NewDialer":                                     {{3, typePassword}},
	"gopkg.in/gomail.NewPlainDialer":                                {{3, typePassword}},
	"github.com/eclipse/paho.mqtt.golang.ClientOptions.SetPassword": {{0, typePassword}},

	// Databases and brokers.
	"github.com/gomodule/redigo/redis.DialPassword":      {{0, typePassword}},
	"github.com/nats-io/nats.go.UserInfo":                {{1, typePassword}},
	"github.com/nats-io/nats.go.Token":                   {{0, typeToken}},
	"github.com/segmentio/kafka-go/sasl/scram.Mechanism": {{2, typePassword}},

	// Keys that sign or encrypt.
	"github.com/golang-jwt/jwt.Token.SignedString":    {{0, typeToken}},
	"github.com/dgrijalva/jwt-go.Token.SignedString":  {{0, typeToken}},
	"github.com/gorilla/sessions.NewCookieStore":      {{0, typeToken}, {1, typeToken}},
	"github.com/gorilla/sessions.NewFilesystemStore":  {{1, typeToken}, {2, typeToken}},
	"github.com/gorilla/securecookie.New":             {{0, typeToken}, {1, typeToken}},
	"github.com/gorilla/csrf.Protect":                 {{0, typeToken}},
	"github.com/gin-contrib/sessions/cookie.NewStore": {{0, typeToken}, {1, typeToken}},
	"crypto/hmac.New":                          {{1, typeKey}},
	"crypto/aes.NewCipher":                     {{0, typeKey}},
	"crypto/des.NewCipher":                     {{0, typeKey}},
	"crypto/des.NewTripleDESCipher":            {{0, typeKey}},
	"crypto/rc4.NewCipher":                     {{0, typeKey}},
	"golang.org/x/crypto/chacha20poly1305.New": {{0, typeKey}},
}

// secretFields tells which fields of a structure are credentials. An asterisk
// is every entry of a map.
var secretFields = map[string]map[string]string{
	"github.com/aws/aws-sdk-go/aws/credentials.Value": {"AccessKeyID": typeAccessKey, "SecretAccessKey": typeSecretKey, "SessionToken": typeToken},
	"github.com/aws/aws-sdk-go-v2/aws.Credentials":    {"AccessKeyID": typeAccessKey, "SecretAccessKey": typeSecretKey, "SessionToken": typeToken},
	"github.com/minio/minio-go/pkg/credentials.Value": {"SecretAccessKey": typePassword, "SessionToken": typeToken},

	"golang.org/x/oauth2.Token":                    {"AccessToken": typeToken, "RefreshToken": typeToken},
	"golang.org/x/oauth2.Config":                   {"ClientSecret": typePassword},
	"golang.org/x/oauth2/clientcredentials.Config": {"ClientSecret": typePassword},
	"github.com/twilio/twilio-go.ClientParams":     {"Password": typePassword},
	"github.com/hashicorp/consul/api.Config":       {"Token": typeToken},
	"k8s.io/client-go/rest.Config":                 {"Password": typePassword, "BearerToken": typeToken},
	"github.com/elastic/go-elasticsearch.Config":   {"Password": typePassword, "APIKey": typeToken, "ServiceToken": typeToken},
	"github.com/gin-gonic/gin.Accounts":            {"*": typePassword},

	"github.com/go-sql-driver/mysql.Config":                {"Passwd": typePassword},
	"github.com/jackc/pgx.ConnConfig":                      {"Password": typePassword},
	"github.com/jackc/pgconn.Config":                       {"Password": typePassword},
	"github.com/go-pg/pg.Options":                          {"Password": typePassword},
	"github.com/go-redis/redis.Options":                    {"Password": typePassword},
	"github.com/go-redis/redis.ClusterOptions":             {"Password": typePassword},
	"github.com/go-redis/redis.FailoverOptions":            {"Password": typePassword},
	"github.com/go-redis/redis.UniversalOptions":           {"Password": typePassword},
	"github.com/redis/go-redis.Options":                    {"Password": typePassword},
	"github.com/redis/go-redis.ClusterOptions":             {"Password": typePassword},
	"github.com/redis/go-redis.FailoverOptions":            {"Password": typePassword},
	"github.com/redis/go-redis.UniversalOptions":           {"Password": typePassword},
	"go.mongodb.org/mongo-driver/mongo/options.Credential": {"Password": typePassword},
	"gopkg.in/mgo.DialInfo":                                {"Password": typePassword},
	"github.com/gocql/gocql.PasswordAuthenticator":         {"Password": typePassword},
	"github.com/ClickHouse/clickhouse-go.Auth":             {"Password": typePassword},
	"github.com/influxdata/influxdb1-client.HTTPConfig":    {"Password": typePassword},
	"github.com/rabbitmq/amqp091-go.PlainAuth":             {"Password": typePassword},
	"github.com/streadway/amqp.PlainAuth":                  {"Password": typePassword},
	"github.com/segmentio/kafka-go/sasl/plain.Mechanism":   {"Password": typePassword},
	"gopkg.in/square/go-jose.SigningKey":                   {"Key": typeToken},
	"github.com/go-jose/go-jose.SigningKey":                {"Key": typeToken},
}

// dataSources tells which argument of a call is the name of a data source.
var dataSources = map[string]int{
	"database/sql.Open":                   1,
	"github.com/jmoiron/sqlx.Open":        1,
	"github.com/jmoiron/sqlx.Connect":     1,
	"github.com/jmoiron/sqlx.MustConnect": 1,
	"github.com/jmoiron/sqlx.MustOpen":    1,
	"github.com/jinzhu/gorm.Open":         1,
	"gorm.io/driver/mysql.Open":           0,
	"gorm.io/driver/postgres.Open":        0,
	"gorm.io/driver/sqlserver.Open":       0,
	"github.com/go-xorm/xorm.NewEngine":   1,
	"xorm.io/xorm.NewEngine":              1,
	"github.com/lib/pq.NewConnector":      0,
	"github.com/jackc/pgx.Connect":        1,
	"github.com/jackc/pgx.ParseConfig":    0,
	"github.com/jackc/pgx/v5/pgxpool.New": 1,
}

// fields reads what a structure is given.
func (s *sinks) fields(c *fact.Call, name, sink string) {
	wanted := secretFields[name]
	if wanted == nil || len(c.Args) == 0 {
		return
	}
	for _, e := range c.Args[0].Entries {
		kind, ok := wanted[e.Name.Reveal()]
		if !ok {
			kind, ok = wanted["*"]
		}
		if ok && e.Value.Form == fact.Scalar {
			s.argument(c, kind, sink, e.Value.Text, e.Name)
		}
	}
}

// argument reads a credential that a function or a field is given. A key for a
// cipher or a checksum may be a published constant, which has words in it.
func (s *sinks) argument(c *fact.Call, kind, sink string, value, name source.Text) {
	confidence := givenShape(kind, value)
	if kind == typeKey {
		confidence = fact.Low
		if looksRandom(value.Reveal()) && !strings.Contains(value.Reveal(), " ") {
			confidence = fact.Medium
		}
	}
	s.credential(found{kind: kind, value: value, name: name, sink: sink, confidence: confidence, evidence: "given to " + sink}, c)
}
