using System.Globalization;
using System.Text.Json.Nodes;
using Ganban.Functions;
using Ganban.Functions.Records;
using Ganban.Storage;

namespace Ganban.Lambda.Functions;

/// <summary>A function as the API describes it.</summary>
internal static class FunctionConfiguration
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'+0000'";

    /// <summary>The description of a function or a version of it.</summary>
    /// <param name="function">The function; its version or alias is part of the ARN where it was named.</param>
    /// <param name="stored">The version.</param>
    public static JsonObject Of(FunctionReference function, Stored<FunctionRecord> stored)
    {
        var record = stored.Document;
        var named = function.Qualifier is null && stored.Version.Length > 0
            ? function with { Qualifier = stored.Version }
            : function;
        var configuration = new JsonObject
        {
            ["FunctionName"] = function.Name,
            ["FunctionArn"] = named.QualifiedArn,
            ["Runtime"] = record.Runtime,
            ["Role"] = record.Role,
            ["Handler"] = record.Handler,
            ["CodeSize"] = record.Code.Bytes,
            ["Description"] = record.Description,
            ["Timeout"] = record.TimeoutSeconds,
            ["MemorySize"] = record.MemoryMegabytes,
            ["LastModified"] = record.ModifiedAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
            ["CodeSha256"] = record.Code.Sha256,
            ["Version"] = VersionOf(stored),
            ["TracingConfig"] = new JsonObject { ["Mode"] = "PassThrough" },
            ["RevisionId"] = record.RevisionId,
            ["State"] = "Active",
            ["LastUpdateStatus"] = "Successful",
            ["PackageType"] = "Zip",
            ["Architectures"] = new JsonArray(record.Architecture),
            ["EphemeralStorage"] = new JsonObject { ["Size"] = record.StorageMegabytes },
            ["SnapStart"] = new JsonObject { ["ApplyOn"] = "None", ["OptimizationStatus"] = "Off" },
            ["LoggingConfig"] = new JsonObject
            {
                ["LogFormat"] = "Text",
                ["LogGroup"] = "/aws/lambda/" + function.Name,
            },
        };
        if (record.Variables is { } variables)
        {
            configuration["Environment"] = new JsonObject
            {
                ["Variables"] = new JsonObject(
                    variables.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)JsonValue.Create(item.Value)))),
            };
        }

        return configuration;
    }

    /// <summary>The description of one in a list, with its version in the ARN or without.</summary>
    public static JsonObject Of(Tenant tenant, Stored<FunctionRecord> stored, bool isQualified)
    {
        var version = isQualified ? VersionOf(stored) : null;
        return Of(new FunctionReference(tenant.Account, tenant.Region, stored.Id, version), stored);
    }

    /// <summary>A version's name: its number or <c>$LATEST</c>.</summary>
    public static string VersionOf(Stored<FunctionRecord> stored) =>
        stored.Version.Length > 0 ? stored.Version : FunctionReference.Latest;
}
