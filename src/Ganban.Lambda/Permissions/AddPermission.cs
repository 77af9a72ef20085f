using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ganban.Functions;
using Ganban.Functions.Records;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Permissions;

/// <summary>Adds a statement to a function's policy, which is kept and shown; no policies are applied.</summary>
internal sealed partial class AddPermission(FunctionChanges changes) : ILambdaOperation
{
    private const int PolicyBytesMax = 20_480; // of a function, a version or an alias
    private const int PoliciesBytesMax = 4 << 20; // of all of them, which are stored together

    public string Method => HttpMethods.Post;

    public string Path => "/2015-03-31/functions/{name}/policy";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var body = request.Json;
        body.RefuseOthersThan(
            "AddPermission",
            "StatementId", "Action", "Principal", "SourceArn", "SourceAccount", "PrincipalOrgID", "RevisionId",
            "EventSourceToken");
        var function = request.Function;
        var id = Checked(body, "StatementId", StatementId());
        var statement = Statement(body, id, function);
        await changes.Get(function, cancellationToken);
        var found = await changes.GetToChange(
            function with { Qualifier = null }, body.Text("RevisionId"), cancellationToken);
        var record = found.Document;
        if (record.Permissions.Any(permission => permission.Id == id && permission.IsOf(function)))
        {
            throw LambdaErrors.StatementExists(id);
        }

        using var document = JsonDocument.Parse(LambdaAnswer.Text(statement));
        var permissions = record.Permissions.Append(new FunctionPermission(id, document.RootElement.Clone())).ToList();
        if (Bytes(permissions.Where(permission => permission.IsOf(function))) > PolicyBytesMax
            || Bytes(permissions) > PoliciesBytesMax)
        {
            throw LambdaErrors.PolicyTooLong();
        }

        await changes.SaveAside(function, found, record with { Permissions = permissions }, cancellationToken);
        await LambdaAnswer.Send(
            request.Response,
            StatusCodes.Status201Created,
            new JsonObject { ["Statement"] = LambdaAnswer.Text(statement) });
    }

    private static int Bytes(IEnumerable<FunctionPermission> permissions) =>
        permissions.Sum(permission => Encoding.UTF8.GetByteCount(permission.Statement.GetRawText()));

    private static JsonObject Statement(LambdaBody body, string id, FunctionReference function)
    {
        var principal = body.Text("Principal") ?? throw LambdaErrors.Missing("principal");
        var statement = new JsonObject
        {
            ["Sid"] = id,
            ["Effect"] = "Allow",
            ["Principal"] = Principal(principal),
            ["Action"] = Checked(body, "Action", Action()),
            ["Resource"] = function.QualifiedArn,
        };
        var equal = new JsonObject();
        AddTo(equal, "AWS:SourceAccount", body.Text("SourceAccount"));
        AddTo(equal, "aws:PrincipalOrgID", body.Text("PrincipalOrgID"));
        AddTo(equal, "lambda:EventSourceToken", body.Text("EventSourceToken"));
        var like = new JsonObject();
        AddTo(like, "AWS:SourceArn", body.Text("SourceArn"));
        var condition = new JsonObject();
        if (equal.Count > 0)
        {
            condition["StringEquals"] = equal;
        }

        if (like.Count > 0)
        {
            condition["ArnLike"] = like;
        }

        if (condition.Count > 0)
        {
            statement["Condition"] = condition;
        }

        return statement;
    }

    private static void AddTo(JsonObject condition, string name, string? value)
    {
        if (value is not null)
        {
            condition[name] = value;
        }
    }

    private static JsonNode Principal(string principal) =>
        principal == "*" ? "*"
        : Account().IsMatch(principal) ? new JsonObject { ["AWS"] = $"arn:aws:iam::{principal}:root" }
        : principal.StartsWith("arn:", StringComparison.Ordinal) ? new JsonObject { ["AWS"] = principal }
        : new JsonObject { ["Service"] = principal };

    private static string Checked(LambdaBody body, string name, Regex form)
    {
        var member = char.ToLowerInvariant(name[0]) + name[1..];
        var value = body.Text(name) ?? throw LambdaErrors.Missing(member);
        return form.IsMatch(value)
            ? value
            : throw LambdaErrors.Constraint(member, value, $"Member must satisfy regular expression pattern: {form}");
    }

    [GeneratedRegex(@"^[a-zA-Z0-9-_]{1,100}\z")]
    private static partial Regex StatementId();

    [GeneratedRegex(@"^(lambda:[*]|lambda:[a-zA-Z]+|[*])\z")]
    private static partial Regex Action();

    [GeneratedRegex(@"^\d{12}\z")]
    private static partial Regex Account();
}
