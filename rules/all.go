package rules

// All lists the rules, in the order in which documentation lists them.
var All = []*Rule{
	rootAccessKey,
	rootIdentity,
	iamUserNamedRoot,
	scheduledRootSession,
	hardcodedCredential,
	openEgress,
	openEgressPorts,
	openEgressDNS,
	openEgressNarrow,
	implicitOpenEgress,
	openNetworkACL,
	scheduledExternalResolver,
	scheduledRootQuery,
	packagedDNSJob,
	ignoreWithoutReason,
	ignoreUnknownRule,
	ignoreExpired,
	ignoreUnused,
}
