package analyzers_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCredentialsOfGo holds what libraries are given against innocent twins: the
// same call with a value from elsewhere, or the field beside.
func TestCredentialsOfGo(t *testing.T) {
	for _, test := range []struct {
		name, code string
		want       []string
	}{
		{"static-provider", `import "github.com/aws/aws-sdk-go-v2/credentials"; func F() { credentials.NewStaticCredentialsProvider(k, "` + secretKey + `", "") }`, []string{"aws-secret-key for credentials.NewStaticCredentialsProvider"}},
		{"credentials", `import "github.com/aws/aws-sdk-go-v2/aws"; func F() { _ = aws.Credentials{Source: "x", SecretAccessKey: "` + secretKey + `"} }`, []string{"token for aws.Credentials"}},
		{"credentials-twin", `import "github.com/aws/aws-sdk-go-v2/aws"; func F(s string) { _ = aws.Credentials{Source: "winter7summer", SecretAccessKey: s} }`, nil},
		{"google", `import "google.golang.org/api/option"; func F() { option.WithAPIKey("winter7summer") }`, []string{"token for option.WithAPIKey"}},
		{"azure", `import "github.com/Azure/azure-sdk-for-go/sdk/azidentity"; func F() { azidentity.NewClientSecretCredential("tenant7", "client7", "winter7summer", nil) }`, []string{"password for azidentity.NewClientSecretCredential"}},
		{"azure-twin", `import ("os"; "github.com/Azure/azure-sdk-for-go/sdk/azidentity"); func F() { azidentity.NewClientSecretCredential("tenant7", "client7", os.Getenv("X"), nil) }`, nil},
		{"stripe", `import "github.com/stripe/stripe-go/v72"; func F() { stripe.Key = "winter7summer" }`, []string{"key for stripe-go.Key"}},
		{"stripe-twin", `import "github.com/stripe/stripe-go/v72"; func F(k string) { stripe.Key = k }`, nil},
		{"slack", `import "github.com/slack-go/slack"; func F() { slack.New("winter7summer") }`, []string{"token for slack.New"}},
		{"oauth", `import "golang.org/x/oauth2"; func F() { oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "winter7summer"}) }`, []string{"token for oauth2.Token"}},
		{"oauth-twin", `import "golang.org/x/oauth2"; func F() { _ = oauth2.Token{TokenType: "Bearer7token"} }`, nil},
		{"oauth-positional", `import "golang.org/x/oauth2"; func F() { _ = oauth2.Token{"winter7summer", "Bearer", ""} }`, []string{"token for oauth2.Token"}},
		{"redis", `import "github.com/go-redis/redis/v8"; func F() { o := &redis.Options{Addr: "db:6379"}; o.Password = "winter7summer" }`, []string{"password for redis.Options"}},
		{"redis-twin", `import "github.com/go-redis/redis/v8"; func F(p string) { o := &redis.Options{Addr: "db:6379"}; o.Password = p }`, nil},
		{"mongo", `import "go.mongodb.org/mongo-driver/mongo/options"; func F() { _ = options.Credential{Username: "app", Password: "winter"} }`, []string{"password for options.Credential"}},
		{"mysql-config", `import "github.com/go-sql-driver/mysql"; func F() { _ = mysql.Config{User: "app", Passwd: "winter"} }`, []string{"password for mysql.Config"}},
		{"gorm", `import "gorm.io/driver/mysql"; func F() { mysql.Open("app:winter7@tcp(db:3306)/x") }`, []string{"password for mysql.Open"}},
		{"gorm-twin", `import "gorm.io/driver/mysql"; func F(d string) { mysql.Open(d) }`, nil},
		{"sqlserver", `import "database/sql"; func F() { sql.Open("mssql", "server=db;user id=sa;password=winter7;") }`, []string{"password for sql.Open"}},
		{"nats", `import "github.com/nats-io/nats.go"; func F() { nats.UserInfo("app", "winter7") }`, []string{"password for nats.go.UserInfo"}},
		{"cookies", `import "github.com/gorilla/sessions"; var store = sessions.NewCookieStore([]byte("winter7summer"))`, []string{"token for sessions.NewCookieStore"}},
		{"cookies-twin", `import ("os"; "github.com/gorilla/sessions"); var store = sessions.NewCookieStore([]byte(os.Getenv("KEY")))`, nil},
		{"jwt", `import "github.com/dgrijalva/jwt-go"; func F(t *jwt.Token) { t.SignedString([]byte("winter7")) }`, []string{"token for jwt-go.Token.SignedString"}},
		{"cipher", `import "crypto/aes"; func F() { aes.NewCipher([]byte("winter7summer8xy")) }`, []string{"key for aes.NewCipher"}},
		{"accounts", `import "github.com/gin-gonic/gin"; func F() { gin.BasicAuth(gin.Accounts{"admin": "winter7"}) }`, []string{"password for gin.Accounts"}},
		{"type-of-the-module-has-a-name-alone", `type Options struct{ Password string }; func F() { _ = Options{Password: "winter7summer"} }`, []string{"password for "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, meanings(test.code)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

const secretKey = "aB3/cD4+aB3/cD4+aB3/cD4+aB3/cD4+aB3/cD4+"
