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
	scheduledDataQuery,
	externalResolver,
	resolverWithoutForwarders,
	packagedDNSJob,
	ignoreWithoutReason,
	ignoreUnknownRule,
	ignoreExpired,
	ignoreUnused,
}
