package hcl

import (
	"encoding/base64"
	"encoding/hex"
	"hash"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// A hash of what is known is computed: names are made of it, and it decides
// nothing that its input does not decide.

// hexadecimal and encoded64 are the two spellings of a hash.
var (
	hexadecimal = hex.EncodeToString
	encoded64   = base64.StdEncoding.EncodeToString
)

func hashed(content string, h hash.Hash, spell func([]byte) string) cty.Value {
	h.Write([]byte(content))
	return cty.StringVal(spell(h.Sum(nil)))
}

func hashFunction(algorithm func() hash.Hash, spell func([]byte) string) function.Function {
	return textFunction(1, cty.String, func(args []string) (cty.Value, error) {
		return hashed(args[0], algorithm(), spell), nil
	})
}

// fileHash is the hash of a file's bytes as they are on the disk.
func fileHash(algorithm func() hash.Hash, spell func([]byte) string) func(call) cty.Value {
	return func(c call) cty.Value {
		f, ok := c.open()
		if !ok {
			return c.fail()
		}
		return hashed(f.Content(0, f.Len()), algorithm(), spell)
	}
}
