package hcl

import (
	"crypto/md5"  //nolint:gosec // a function of Terraform, not a safeguard
	"crypto/sha1" //nolint:gosec // likewise
	"crypto/sha256"
	"crypto/sha512"
	"strings"

	"github.com/hashicorp/go-cty-funcs/cidr"
	"github.com/hashicorp/go-cty-funcs/encoding"
	"github.com/hashicorp/go-cty-funcs/uuid"
	yaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// libraryFunctions look at values and leave their places to substitution: most
// are taken as they are from go-cty and go-cty-funcs, the others are those of
// Terraform and OpenTofu that no library has.
var libraryFunctions = map[string]function.Function{
	"abs":             stdlib.AbsoluteFunc,
	"base64sha256":    hashFunction(sha256.New, encoded64),
	"base64sha512":    hashFunction(sha512.New, encoded64),
	"ceil":            stdlib.CeilFunc,
	"chunklist":       stdlib.ChunklistFunc,
	"cidrcontains":    textFunction(2, cty.Bool, cidrContains),
	"cidrhost":        cidr.HostFunc,
	"cidrnetmask":     cidr.NetmaskFunc,
	"cidrsubnet":      cidr.SubnetFunc,
	"cidrsubnets":     cidr.SubnetsFunc,
	"coalescelist":    stdlib.CoalesceListFunc,
	"compact":         stdlib.CompactFunc,
	"contains":        stdlib.ContainsFunc,
	"csvdecode":       stdlib.CSVDecodeFunc,
	"element":         stdlib.ElementFunc,
	"endswith":        predicate(strings.HasSuffix),
	"floor":           stdlib.FloorFunc,
	"format":          stdlib.FormatFunc,
	"formatdate":      stdlib.FormatDateFunc,
	"formatlist":      stdlib.FormatListFunc,
	"join":            stdlib.JoinFunc,
	"jsondecode":      stdlib.JSONDecodeFunc,
	"keys":            stdlib.KeysFunc,
	"log":             stdlib.LogFunc,
	"lower":           stdlib.LowerFunc,
	"max":             stdlib.MaxFunc,
	"md5":             hashFunction(md5.New, hexadecimal),
	"min":             stdlib.MinFunc,
	"parseint":        stdlib.ParseIntFunc,
	"pow":             stdlib.PowFunc,
	"range":           stdlib.RangeFunc,
	"regex":           stdlib.RegexFunc,
	"regexall":        stdlib.RegexAllFunc,
	"reverse":         stdlib.ReverseListFunc,
	"setintersection": stdlib.SetIntersectionFunc,
	"setsubtract":     stdlib.SetSubtractFunc,
	"sha1":            hashFunction(sha1.New, hexadecimal),
	"sha256":          hashFunction(sha256.New, hexadecimal),
	"sha512":          hashFunction(sha512.New, hexadecimal),
	"signum":          stdlib.SignumFunc,
	"slice":           stdlib.SliceFunc,
	"sort":            stdlib.SortFunc,
	"split":           stdlib.SplitFunc,
	"startswith":      predicate(strings.HasPrefix),
	"strcontains":     predicate(strings.Contains),
	"strrev":          stdlib.ReverseFunc,
	"substr":          stdlib.SubstrFunc,
	"sum":             sumFunction,
	"timeadd":         stdlib.TimeAddFunc,
	"timecmp":         textFunction(2, cty.Number, timeCompare),
	"title":           stdlib.TitleFunc,
	"trim":            stdlib.TrimFunc,
	"trimprefix":      stdlib.TrimPrefixFunc,
	"trimspace":       stdlib.TrimSpaceFunc,
	"trimsuffix":      stdlib.TrimSuffixFunc,
	"upper":           stdlib.UpperFunc,
	"urldecode":       textFunction(1, cty.String, urlDecode),
	"urlencode":       encoding.URLEncodeFunc,
	"uuidv5":          uuid.V5Func,
	"yamldecode":      yaml.YAMLDecodeFunc,
	"zipmap":          stdlib.ZipmapFunc,
}

// building names the functions that move strings and look into none, so that
// what they make of a placeholder for a string with a hole holds for any value.
var building = map[string]bool{
	"chunklist": true, "element": true, "format": true, "formatlist": true,
	"join": true, "keys": true, "reverse": true, "slice": true, "zipmap": true,
}

// chosenLater names the functions of which the result is chosen when Terraform
// runs: the clock, random values, what belongs to the machine, and keys.
var chosenLater = map[string]bool{
	"bcrypt": true, "ephemeralasnull": true, "issensitive": true,
	"plantimestamp": true, "rsadecrypt": true, "timestamp": true, "uuid": true,
}
