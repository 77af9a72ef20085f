using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Ganban.Bedrock.FoundationModels;
using Ganban.Functions.Records;
using Ganban.Server.Coverage;
using Ganban.Storage;

namespace Ganban.Architecture.Tests;

/// <summary>
/// What lies in users' data folders is frozen here. A name below must never change or disappear: a document that was
/// written once must be readable for ever. A new kind or member gets a new line; a member that is no longer written
/// stays readable.
/// </summary>
public sealed class PersistenceTests
{
    private static readonly string[] Golden =
    [
        "access-key: account secret",
        "agent-alias: clientToken description events invocationState status throughput version",
        "agent-memory-watched: account agentId aliasId callerArn memoryId region",
        "agent-memory: expiresAt sessionId startedAt summary",
        "agent-prepared: actionGroups clientToken collaborators failureReasons knowledgeBases lastVersion preparedAt recommendedActions "
        + "settings status",
        "agent-session-ended: attributes conversation files idleSeconds input memoryId promptAttributes sessionId startedAt",
        "agent-session: attributes conversation files idleSeconds input memoryId promptAttributes sessionId startedAt",
        "agent: actionGroups clientToken collaborators failureReasons knowledgeBases lastVersion preparedAt recommendedActions "
        + "settings status",
        "api-key: account expiresAt",
        "application-inference-profile: copiedFrom description modelArns modelId",
        "async-invoke: bucketOwner callerArn clientRequestToken endedAt failureMessage modelArn modelId modelInput outputUri "
        + "status",
        "data-source: configuration deletionPolicy description ingestion kmsKeyArn lastJob",
        "flow-alias: concurrencyType description flowVersion maxConcurrency",
        "flow-conversation: definition document questions results",
        "flow-execution: alias callerArn customerEncryptionKeyArn definition document endedAt executionRoleArn failedNode "
        + "failureMessage flowVersion latency nodesAtOnce status",
        "flow: customerEncryptionKeyArn definition description executionRoleArn lastVersion status validations",
        "function-alias: description functionVersion revisionId",
        "function-event: account attempts clientContext function notBefore payload region",
        "function: architecture code description handler lastVersion memoryMegabytes modifiedAt permissions reservedConcurrency "
        + "revisionId role runtime storageMegabytes timeoutSeconds variables",
        "guardrail: blockedInputMessaging blockedOutputsMessaging contentPolicy contextualGroundingPolicy crossRegionProfile "
        + "description kmsKeyId lastVersion sensitiveInformationPolicy topicPolicy wordPolicy",
        "imported-model: architecture contextTokens jobId jobName knowsTools sourceUri",
        "ingestion-job: callerArn clientToken dataSource description failureReasons knowledgeBase statistics status",
        "invocation-logging: audioDataDeliveryEnabled embeddingDataDeliveryEnabled imageDataDeliveryEnabled largeData "
        + "logGroupName roleArn s3 textDataDeliveryEnabled videoDataDeliveryEnabled",
        "knowledge-base-document: change eTag isCustom job metadataETag name reason shape status",
        "knowledge-base-schema: job statistics tables",
        "knowledge-base-session: turns",
        "knowledge-base: configuration description roleArn storage",
        "model-agreement: offerToken",
        "model-import-job: endedAt failureMessage modelId modelName modelTags roleArn securityGroupIds sourceUri status subnetIds",
        "model-invocation-job: callerArn clientRequestToken endedAt expiresAt failed files inputBucketOwner inputFormat "
        + "inputUri message modelId modelInvocationType outputBucketOwner outputUri roleArn securityGroupIds status subnetIds "
        + "succeeded timeoutHours",
        "prompt-router: description fallbackArn modelArns responseQualityDifference",
        "prompt: customerEncryptionKeyArn defaultVariant description lastVersion variants",
        "provisioned-model: commitment commitmentEndsAt modelId modelUnits",
        "provisioned-term: account caller from model region to usdPerHour",
        "queued-job: account expiresAt id region type",
        "response: input previous response",
        "session-invocation: description",
        "session-step-payload: payload",
        "session-step: digest time",
        "session: encryptionKeyArn invocations isEnded metadata steps",
        "spend: cacheReadTokens cacheWriteTokens inputTokens invocations key outputTokens unpriced usd",
        "use-case-form: formData",
    ];

    [Fact]
    public void Stored_kinds_and_their_members_keep_their_names()
    {
        var found = new[]
        {
            typeof(CatalogModel).Assembly, typeof(CoverageList).Assembly, typeof(FunctionRecord).Assembly,
        }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(Kinds)
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(Golden, found);
    }

    private static IEnumerable<string> Kinds(Type type) => type
        .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(field => field.FieldType.IsGenericType)
        .Where(field => field.FieldType.GetGenericTypeDefinition() == typeof(DocumentKind<>))
        .Select(field => Describe(field.GetValue(null)!));

    private static string Describe(object kind)
    {
        var name = (string)kind.GetType().GetProperty("Name")!.GetValue(kind)!;
        var json = (JsonTypeInfo)kind.GetType().GetProperty("Json")!.GetValue(kind)!;
        var members = json.Properties.Select(property => property.Name).Order(StringComparer.Ordinal);
        return $"{name}: {string.Join(' ', members)}";
    }
}
