package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Bounds of a request.
const (
	connectTimeout = 5 * time.Second
	replyTimeout   = 10 * time.Second // until the reply's header is there
	mostHeader     = 64 << 10
	mostBody       = 1 << 20
	mostAttempts   = 4
)

// endpoint is who is asked.
type endpoint struct {
	url    *url.URL
	region string
}

// partitions of AWS: the region that is taken where none is said, how regions
// are named, and under what domain services stand ("Partitions" of the SDKs'
// reference guide).
var partitions = map[string]struct {
	region, regions, domain string
}{
	"aws":        {"us-east-1", "", "amazonaws.com"},
	"aws-cn":     {"cn-north-1", "cn-", "amazonaws.com.cn"},
	"aws-us-gov": {"us-gov-west-1", "us-gov-", "amazonaws.com"},
}

var regionShape = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]{2,12}){1,3}-\d{1,2}$`)

// endpointOf chooses the endpoint as the SDKs do. It is https, or on this machine.
func endpointOf(partition string, getenv func(string) string) (*endpoint, error) {
	p, ok := partitions[partition]
	if !ok {
		return nil, errors.New("-partition: want aws, aws-cn or aws-us-gov")
	}
	region := getenv("AWS_REGION")
	if region == "" {
		region = p.region
	}
	if !regionShape.MatchString(region) {
		return nil, errors.New("AWS_REGION: this is no region's name")
	}
	for name, other := range partitions {
		if other.regions != "" && strings.HasPrefix(region, other.regions) != (name == partition) && (name == partition || p.regions == "") {
			return nil, errors.New("AWS_REGION: the region is not of the partition " + partition + "; see -partition")
		}
	}
	address := "https://sts." + region + "." + p.domain
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"} { // the more special wins
		if set := getenv(name); set != "" && !strings.EqualFold(getenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true") {
			address = set
		}
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the endpoint's address is none: want https://HOST[:PORT]")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, errors.New("the endpoint is not https, and not on this machine")
	}
	return &endpoint{u, region}, nil
}

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// asker asks about one key after the other.
type asker struct {
	endpoint *endpoint
	timeout  time.Duration
	backoff  time.Duration
	client   *http.Client
}

func newAsker(e *endpoint, proxy *url.URL, opts *options, env *environment) *asker {
	dialer := &net.Dialer{Timeout: connectTimeout}
	transport := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: env.roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    connectTimeout,
		ResponseHeaderTimeout:  replyTimeout,
		MaxResponseHeaderBytes: mostHeader,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        replyTimeout,
		DisableCompression:     true,
	}
	if proxy != nil {
		transport.Proxy = http.ProxyURL(proxy)
	}
	return &asker{
		endpoint: e, timeout: opts.timeout, backoff: env.backoff,
		client: &http.Client{
			Transport: &gate{
				host: e.url.Host, next: transport, clock: env.clock,
				pause: time.Duration(float64(time.Second) / opts.rate),
			},
			// The reply that redirects is what the gate judges.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// refusal is why a request or a reply did not pass the gate. Trying again
// would not help.
type refusal string

func (r refusal) Error() string { return string(r) }

// RetryableError tells the SDK.
func (refusal) RetryableError() bool { return false }

// gate lets requests to one host pass, at a bounded rate, and replies that are
// none of a redirect and not too long.
type gate struct {
	host  string
	next  http.RoundTripper
	clock clock
	pause time.Duration
	free  time.Time // when the next request may go
}

// RoundTrip implements http.RoundTripper.
func (g *gate) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Host != g.host {
		return nil, refusal("the request is to another host")
	}
	if wait := g.free.Sub(g.clock.now()); wait > 0 {
		if err := g.clock.sleep(request.Context(), wait); err != nil {
			return nil, err
		}
	}
	g.free = g.clock.now().Add(g.pause)
	reply, err := g.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if reply.StatusCode >= 300 && reply.StatusCode < 400 {
		_ = reply.Body.Close() // nothing of it was read
		return nil, refusal("it redirects")
	}
	reply.Body = &bounded{reply.Body, mostBody}
	return reply, nil
}

// errCut tells a reply that was cut from one that is none of STS: an XML
// decoder has the same words for both.
var errCut = errors.New("the connection was cut")

// bounded is a body that fails where it is too long.
type bounded struct {
	io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := io.LimitReader(b.ReadCloser, b.left+1).Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, refusal("its reply is too long")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return n, errCut
	}
	return n, err
}

// whose asks AWS who calls with a key. GetCallerIdentity needs no permission
// and changes nothing. What is sent is the ID, a signature made with the secret
// key, and the token of a temporary key.
func (a *asker) whose(ctx context.Context, p *pair) *answer {
	if ctx.Err() != nil {
		return unanswered(p.id, statusError, "interrupted before it was asked about")
	}
	limited, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	client := sts.New(sts.Options{
		Region:       a.endpoint.region,
		BaseEndpoint: aws.String(a.endpoint.url.String()),
		Credentials:  credentials.NewStaticCredentialsProvider(p.id.reveal(), p.secret.reveal(), p.token.reveal()),
		HTTPClient:   a.client,
		Logger:       logging.Nop{},
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.MaxBackoff = mostAttempts, a.backoff
			o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(untrusted)}, o.Retryables...)
		}),
	})
	identity, err := client.GetCallerIdentity(limited, &sts.GetCallerIdentityInput{})
	switch {
	case err == nil:
		if found, ok := answerOf(p, aws.ToString(identity.Account), aws.ToString(identity.Arn)); ok {
			return found
		}
		return unanswered(p.id, statusError, "the endpoint's reply is none of STS")
	case ctx.Err() != nil:
		return unanswered(p.id, statusError, "interrupted while it was asked about")
	}
	status, why := classify(err)
	return unanswered(p.id, status, why)
}

// untrusted tells the SDK not to try an endpoint again whose certificate nobody
// vouches for.
func untrusted(err error) aws.Ternary {
	if certificate := (*tls.CertificateVerificationError)(nil); errors.As(err, &certificate) {
		return aws.FalseTernary
	}
	return aws.UnknownTernary
}

// classify says an error in words of ours: an error's text may repeat what was
// sent. The codes are those of STS ("Common error types").
func classify(err error) (status, why string) {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return classifyCode(api.ErrorCode(), api.ErrorMessage())
	}
	var (
		refused     refusal
		certificate *tls.CertificateVerificationError
		timeout     interface{ Timeout() bool }
		dns         *net.DNSError
		operation   *net.OpError
		sending     *smithyhttp.RequestSendError
	)
	switch {
	case errors.As(err, &refused):
		return statusError, "the endpoint was left: " + string(refused)
	case errors.As(err, &certificate):
		return statusError, "nobody vouches for the endpoint's certificate"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return statusError, "no answer in time"
	case errors.As(err, &dns):
		return statusError, "the endpoint's name is not known"
	case errors.As(err, &operation) && operation.Op == "dial":
		return statusError, "the endpoint cannot be reached"
	case errors.Is(err, errCut):
		return statusError, errCut.Error()
	case errors.As(err, &sending):
		return statusError, "the connection was cut, or the endpoint speaks no HTTP"
	}
	return statusError, "the endpoint's reply is none of STS"
}

var codeShape = regexp.MustCompile(`^[A-Z][A-Za-z.]{1,60}$`)

func classifyCode(code, message string) (status, why string) {
	switch code {
	case "InvalidClientTokenId", "InvalidAccessKeyId":
		return statusInactive, "the key is deleted, disabled, or of another partition"
	case "ExpiredToken", "ExpiredTokenException":
		return statusInactive, "the temporary key expired"
	case "SignatureDoesNotMatch":
		// The same code stands for a clock that is wrong.
		if strings.HasPrefix(message, "Signature expired") || strings.HasPrefix(message, "Signature not yet current") {
			return statusError, "the clock of this machine is wrong"
		}
		return statusMismatch, "the secret key beside the ID is not its own, or was replaced"
	case "AccessDenied", "AccessDeniedException":
		return statusError, "the answer is denied, so the key may live"
	case "Throttling", "ThrottlingException", "RequestThrottled", "RequestLimitExceeded", "TooManyRequestsException":
		return statusError, "AWS throttles, try again later"
	case "RegionDisabledException":
		return statusError, "the region is disabled in the key's account, so the key lives; set another AWS_REGION"
	}
	if codeShape.MatchString(code) && code != "UnknownError" {
		return statusError, "AWS says " + code
	}
	return statusError, "the endpoint's reply is none of STS"
}
