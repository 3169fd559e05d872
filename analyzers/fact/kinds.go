package fact

// Kind names the fact's kind.
func (*Document) Kind() Kind { return KindDocument }

// Kind names the fact's kind.
func (*Function) Kind() Kind { return KindFunction }

// Kind names the fact's kind.
func (*Literal) Kind() Kind { return KindLiteral }

// Kind names the fact's kind.
func (*Command) Kind() Kind { return KindCommand }

// Kind names the fact's kind.
func (*Call) Kind() Kind { return KindCall }

// Kind names the fact's kind.
func (*Resource) Kind() Kind { return KindResource }

// Kind names the fact's kind.
func (*FileWrite) Kind() Kind { return KindFileWrite }

// Kind names the fact's kind.
func (*Embedded) Kind() Kind { return KindEmbedded }

// Kind names the fact's kind.
func (*Ref) Kind() Kind { return KindRef }

// Kind names the fact's kind.
func (*Comment) Kind() Kind { return KindComment }

// Kind names the fact's kind.
func (*Job) Kind() Kind { return KindJob }

// Kind names the fact's kind.
func (*DNSQuery) Kind() Kind { return KindDNSQuery }

// Kind names the fact's kind.
func (*ResolverSetting) Kind() Kind { return KindResolverSetting }

// Kind names the fact's kind.
func (*Contact) Kind() Kind { return KindContact }

// Kind names the fact's kind.
func (*NetworkGroup) Kind() Kind { return KindNetworkGroup }

// Kind names the fact's kind.
func (*NetworkRule) Kind() Kind { return KindNetworkRule }

// Kind names the fact's kind.
func (*Credential) Kind() Kind { return KindCredential }

// Kind names the fact's kind.
func (*Identity) Kind() Kind { return KindIdentity }

// Kind names the fact's kind.
func (*Package) Kind() Kind { return KindPackage }
