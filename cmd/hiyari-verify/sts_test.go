package main

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// sample is a key that opens nothing. It is made up on the spot: what looks
// like one in a file is stopped by push protection.
type sample struct{ id, secret, token string }

const account = "111122223333"

func newSample(prefix string, account, seed uint64) sample {
	random := rand.New(rand.NewPCG(seed, 0))
	var raw [10]byte
	binary.BigEndian.PutUint64(raw[:], 1<<63|account<<23|random.Uint64N(1<<23))
	binary.BigEndian.PutUint16(raw[8:], uint16(random.Uint32()))
	const alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	draw := func(n int) string {
		out := make([]byte, n)
		for i := range out {
			out[i] = alphabet[random.IntN(len(alphabet))]
		}
		return string(out)
	}
	s := sample{id: prefix + base32.StdEncoding.EncodeToString(raw[:]), secret: "aB3/" + draw(36)}
	if prefix == "ASIA" {
		s.token = draw(300) + "=="
	}
	return s
}

func longTerm(seed uint64) sample { return newSample("AKIA", 111122223333, seed) }

// standIn answers like STS, for each ID as its handler says, and keeps all that
// passes between.
type standIn struct {
	*httptest.Server
	mu      sync.Mutex
	traffic strings.Builder
	asked   []string // IDs, in order
	replies map[string]http.HandlerFunc
}

var credential = regexp.MustCompile(`Credential=([A-Z0-9]+)/`)

func newStandIn(t *testing.T, start func(http.Handler) *httptest.Server) *standIn {
	t.Helper()
	s := &standIn{replies: map[string]http.HandlerFunc{}}
	s.Server = start(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *standIn) serve(w http.ResponseWriter, r *http.Request) {
	dump, err := httputil.DumpRequest(r, true)
	if err != nil {
		dump = []byte(err.Error())
	}
	id := ""
	if found := credential.FindStringSubmatch(r.Header.Get("Authorization")); found != nil {
		id = found[1]
	}
	s.mu.Lock()
	s.traffic.Write(dump)
	s.asked = append(s.asked, id)
	reply := s.replies[id]
	s.mu.Unlock()
	if reply == nil {
		reply = fails(http.StatusForbidden, "InvalidClientTokenId")
	}
	reply(w, r)
}

func (s *standIn) log() (traffic string, asked []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.traffic.String(), s.asked
}

// says is STS's answer of who calls.
func says(account, arn string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult><Arn>%s</Arn><UserId>x</UserId><Account>%s</Account></GetCallerIdentityResult>
  <ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>`, arn, account)
	}
}

func fails(status int, code string) http.HandlerFunc { return failsWith(status, code, "told so") }

func failsWith(status int, code, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>0</RequestId>
</ErrorResponse>`, code, message)
	}
}

// then answers differently from the second, third, … time on.
func then(replies ...http.HandlerFunc) http.HandlerFunc {
	var n atomic.Int32
	return func(w http.ResponseWriter, r *http.Request) {
		replies[min(int(n.Add(1)), len(replies))-1](w, r)
	}
}

// cuts closes the connection in the middle of a reply, or before it.
func cuts(sent string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = connection.Write([]byte(sent))
		_ = connection.Close()
	}
}
