package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// dnsServer is a server as a word names it.
type dnsServer struct {
	host      source.Text
	shown     source.Span
	transport fact.Transport
}

// serverSchemes are what dog, doggo and their like put before a server.
var serverSchemes = map[string]fact.Transport{
	"udp": fact.UDP, "tcp": fact.UDP, "tls": fact.TLS, "quic": fact.TLS, "https": fact.HTTPS, "h3": fact.HTTPS,
}

// atServer reads `@8.8.8.8`, with the mark in what is shown.
func atServer(word source.Text, transport fact.Transport) dnsServer {
	mark := word.Slice(0, 1).Span()
	s := serverOf(word.Slice(1, word.Len()), transport)
	s.shown = joinSpans(mark, word.Slice(1, word.Len()))
	return s
}

// joinSpans is the span of a mark and the text behind it. A text that was
// brought from another place is shown there, without the mark.
func joinSpans(mark source.Span, rest source.Text) source.Span {
	span := mark
	for _, s := range rest.Spans() {
		apart := s.File == span.File && s.Start > span.End && !onlyQuotes(s.File.Content(span.End, s.Start))
		if s.File != span.File || s.Start < span.Start || apart {
			return rest.Span()
		}
		span.End = max(span.End, s.End)
	}
	return span
}

// onlyQuotes tells quotes, escaped by a host or not, from what says something.
func onlyQuotes(s string) bool { return strings.Trim(s, "\"'\\") == "" }

// serverOf takes a word for a server and cuts off scheme, path and port. A
// path of a socket names no server.
func serverOf(word source.Text, transport fact.Transport) dnsServer {
	s := dnsServer{shown: word.Span(), transport: transport}
	if scheme, rest, found := word.Cut("://"); found {
		known, ok := serverSchemes[strings.ToLower(scheme.Reveal())]
		if !ok {
			return dnsServer{}
		}
		s.transport, word = known, rest
	}
	if word.HasPrefix("/") {
		return dnsServer{}
	}
	word, _, _ = word.Cut("/")
	var port source.Text
	s.host, port = cutPort(word)
	if byPort, ok := dnsPort(port.Reveal()); ok && s.transport == fact.UDP {
		s.transport = byPort
	}
	return s
}

// cutPort splits S:p, [v6]:p, S#p and S@p. What else stands behind those marks
// is no port: an interface, or the name in the server's certificate. An address
// of IPv6 without brackets has no port behind a colon.
func cutPort(word source.Text) (host, port source.Text) {
	value := word.Reveal()
	if end := strings.IndexByte(value, ']'); strings.HasPrefix(value, "[") && end > 0 {
		_, port, _ = word.Slice(end, len(value)).Cut(":")
		return word.Slice(1, end), port
	}
	i := strings.IndexAny(value, "#@")
	if i < 0 {
		i = len(value)
	}
	host, port = word.Slice(0, i), word.Slice(i+1, len(value))
	if end := strings.IndexAny(port.Reveal(), "#@"); end >= 0 {
		port = port.Slice(0, end)
	}
	if strings.Count(value[:i], ":") == 1 {
		host, port, _ = host.Cut(":")
	}
	return host, port
}

// serverList reads servers that commas or blanks part.
func serverList(list source.Text) []dnsServer {
	var servers []dnsServer
	for _, part := range list.Split(",") {
		for _, word := range part.Fields() {
			servers = append(servers, serverOf(word, fact.UDP))
		}
	}
	return servers
}
