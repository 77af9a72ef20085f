using System.Text;
using System.Text.RegularExpressions;
using Ganban.Functions;
using Ganban.Functions.Records;
using Ganban.Functions.Runtimes;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Pipeline;

namespace Ganban.Lambda.Functions;

/// <summary>Reads and checks the settings that a request gives a function.</summary>
internal static partial class FunctionSettings
{
    private const int DescriptionCharactersMax = 256;
    private const int HandlerCharactersMax = 128;
    private const int StorageMegabytesMin = 512;
    private const int StorageMegabytesMax = 10_240;

    /// <summary>The members that are read, or may hold only what they mean when they are left out.</summary>
    public static readonly string[] Members =
    [
        "Runtime", "Handler", "Role", "Description", "Timeout", "MemorySize", "Environment", "EphemeralStorage",
        "TracingConfig", "SnapStart", "LoggingConfig", "RevisionId",
    ];

    private static readonly string[] s_architectures = ["x86_64", "arm64"];

    private static readonly string[] s_reserved =
    [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ];

    /// <summary>The record with what the body gives.</summary>
    public static FunctionRecord Apply(FunctionReference function, FunctionRecord record, LambdaBody body)
    {
        Only(body, "TracingConfig", ("Mode", "PassThrough"));
        Only(body, "SnapStart", ("ApplyOn", "None"));
        Only(body, "LoggingConfig", ("LogFormat", "Text"), ("LogGroup", "/aws/lambda/" + function.Name));
        return record with
        {
            Runtime = body.Text("Runtime") ?? record.Runtime,
            Handler = Handler(body.Text("Handler")) ?? record.Handler,
            Role = Role(body.Text("Role")) ?? record.Role,
            Description = Within("description", body.Text("Description"), DescriptionCharactersMax)
                ?? record.Description,
            TimeoutSeconds = Within("timeout", body.Number("Timeout"), 1, FunctionLimits.TimeoutSecondsMax)
                ?? record.TimeoutSeconds,
            MemoryMegabytes = Within(
                "memorySize",
                body.Number("MemorySize"),
                FunctionLimits.MemoryMegabytesMin,
                FunctionLimits.MemoryMegabytesMax)
                ?? record.MemoryMegabytes,
            StorageMegabytes = Within(
                "ephemeralStorage.size",
                body.Object("EphemeralStorage")?.Number("Size"),
                StorageMegabytesMin,
                StorageMegabytesMax)
                ?? record.StorageMegabytes,
            Variables = body.Object("Environment") is { } environment ? Variables(environment) : record.Variables,
        };
    }

    /// <summary>The architecture that the body names; null if it names none.</summary>
    public static string? Architecture(LambdaBody body)
    {
        if (body.Texts("Architectures") is not { } named)
        {
            return null;
        }

        return named.Count == 1 && s_architectures.Contains(named[0])
            ? named[0]
            : throw LambdaErrors.Constraint(
                "architectures", string.Join(", ", named), "Member must hold one of [x86_64, arm64]");
    }

    /// <summary>Refuses a runtime that this machine does not have.</summary>
    public static async Task CheckRuntime(FunctionRuntimes runtimes, string runtime)
    {
        if (await runtimes.Problem(runtime) is { } problem)
        {
            throw LambdaErrors.InvalidParameterValue(problem);
        }
    }

    private static IReadOnlyDictionary<string, string>? Variables(LambdaBody environment)
    {
        environment.RefuseOthersThan("Environment", "Variables");
        var variables = environment.Map("Variables");
        if (variables is null)
        {
            return null;
        }

        if (variables.Keys.FirstOrDefault(name => !VariableName().IsMatch(name)) is { } bad)
        {
            throw LambdaErrors.Constraint(
                "environment.variables", bad, "Map keys must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+");
        }

        var reserved = variables.Keys.Where(name => s_reserved.Contains(name)).Order(StringComparer.Ordinal).ToList();
        if (reserved.Count > 0)
        {
            throw LambdaErrors.InvalidParameterValue(
                "Lambda was unable to configure your environment variables because the environment variables you have provided contains "
                + "reserved keys that are currently not supported for modification. Reserved keys used in this request: "
                + string.Join(", ", reserved));
        }

        if (variables.FirstOrDefault(item => item.Value.Contains('\0', StringComparison.Ordinal)) is { Key: { } name })
        {
            throw LambdaErrors.InvalidParameterValue($"The environment variable {name} holds U+0000, which no variable can hold.");
        }

        var bytes = variables.Sum(
            item => Encoding.UTF8.GetByteCount(item.Key) + Encoding.UTF8.GetByteCount(item.Value));
        return bytes <= FunctionLimits.VariableBytesMax
            ? variables
            : throw LambdaErrors.InvalidParameterValue(
                "Lambda was unable to configure your environment variables because the environment variables you have provided "
                + $"exceeded the {FunctionLimits.VariableBytesMax / 1024}KB limit. They have {bytes} bytes.");
    }

    private static string? Handler(string? handler) =>
        handler is null
            || (handler.Length is > 0 and <= HandlerCharactersMax
                && !handler.Any(c => char.IsWhiteSpace(c) || c == '\0'))
            ? handler
            : throw LambdaErrors.Constraint("handler", handler, @"Member must satisfy regular expression pattern: [^\s]+");

    private static string? Role(string? role) => role is null || RoleArn().IsMatch(role)
        ? role
        : throw LambdaErrors.Constraint(
            "role", role, @"Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+");

    /// <summary>The text of a member, if it is not too long.</summary>
    public static string? Within(string member, string? text, int charactersMax) =>
        text is null || text.Length <= charactersMax
            ? text
            : throw LambdaErrors.Constraint(member, text, $"Member must have length less than or equal to {charactersMax}");

    private static int? Within(string member, int? value, int min, int max) =>
        value is not { } number || (number >= min && number <= max)
            ? value
            : throw LambdaErrors.OutOfRange(member, number, min, max);

    // Members that choose between ways of which there is one here.
    private static void Only(LambdaBody body, string name, params (string Member, string Value)[] ways)
    {
        var inner = body.Object(name);
        inner?.RefuseOthersThan(name, [.. ways.Select(way => way.Member)]);
        foreach (var (member, value) in ways)
        {
            if (inner?.Text(member) is { } other && other != value)
            {
                throw Ganban.Contracts.ModelledException.NotImplemented(
                    $"Ganban does not implement {name}.{member} {other}. Leave it out, or use {value}.");
            }
        }
    }

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9_]+\z")]
    private static partial Regex VariableName();

    [GeneratedRegex(@"^arn:aws[a-zA-Z-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+\z")]
    private static partial Regex RoleArn();
}
