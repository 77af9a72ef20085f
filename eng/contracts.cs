// Compacts AWS API models (the JSON form that botocore ships) into contracts/*.json: one operation or shape a line,
// facts only. Run from the repository root: dotnet run eng/contracts.cs -- FOLDER
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

var source = args.Length == 1 ? args[0] : throw new ArgumentException("Give the folder that holds the API models.");
var options = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

// Where the models contradict themselves or each other: service, shape, member, and what it says here.
(string Service, string Shape, string Member, JsonNode Value)[] corrections =
[
    // Its pattern leaves out what CreatePromptRouter returns; the patterns of model identifiers and of tags allow it.
    (
        "bedrock", "PromptRouterArn", "pattern",
        "arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:(default-)?prompt-router/[a-zA-Z0-9-:.]+"
    ),

    // Stored agents route too: tools of Amazon's own (aws-cdk's bedrock-alpha) give them this prompt, which the
    // runtime's model has.
    ("bedrock-agent", "PromptType", "enum", new JsonArray(
        "PRE_PROCESSING",
        "ORCHESTRATION",
        "POST_PROCESSING",
        "KNOWLEDGE_BASE_RESPONSE_GENERATION",
        "MEMORY_SUMMARIZATION",
        "ROUTING_CLASSIFIER")),
];

foreach (var service in new[] { "bedrock", "bedrock-runtime", "bedrock-agent", "bedrock-agent-runtime" })
{
    var model = JsonNode.Parse(File.ReadAllText(Path.Combine(source, service + ".json")))!.AsObject();
    foreach (var (_, shape, member, value) in corrections.Where(correction => correction.Service == service))
    {
        model["shapes"]![shape]![member] = value.DeepClone();
    }

    var text = new StringBuilder("{\n");
    text.Append($"\"service\":\"{service}\",\n\"apiVersion\":{model["metadata"]!["apiVersion"]!.ToJsonString()},\n");
    Section(text, "operations", model["operations"]!.AsObject(), Operation);
    text.Append(",\n");
    Section(text, "shapes", model["shapes"]!.AsObject(), Shape);
    text.Append("\n}\n");
    File.WriteAllText(Path.Combine("contracts", service + ".json"), text.ToString());
}

void Section(StringBuilder text, string name, JsonObject entries, Func<JsonObject, JsonObject> compact)
{
    var lines = entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => $"\"{entry.Key}\":{compact(entry.Value!.AsObject()).ToJsonString(options)}");
    text.Append($"\"{name}\":{{\n").AppendJoin(",\n", lines).Append("\n}");
}

JsonObject Operation(JsonObject operation) => new()
{
    ["method"] = operation["http"]!["method"]!.DeepClone(),
    ["uri"] = operation["http"]!["requestUri"]!.DeepClone(),
    ["status"] = operation["http"]!["responseCode"]!.DeepClone(),
    ["input"] = operation["input"]!["shape"]!.DeepClone(),
    ["output"] = operation["output"]!["shape"]!.DeepClone(),
    ["errors"] = new JsonArray([.. operation["errors"]!.AsArray().Select(error => error!["shape"]!.DeepClone())]),
};

JsonObject Shape(JsonObject shape)
{
    var result = new JsonObject();
    foreach (var (key, value) in shape)
    {
        if (key is "box" or "synthetic" or "documentation") continue;
        result[key] = key switch
        {
            "members" => new JsonObject(
                value!.AsObject().Select(m => KeyValuePair.Create(m.Key, Member(m.Key, m.Value!.AsObject())))),
            "member" or "key" or "value" => value!["shape"]!.DeepClone(),
            _ => value?.DeepClone(),
        };
    }

    return result;
}

// A member without traits is the bare name of its shape.
JsonNode? Member(string name, JsonObject member)
{
    var result = new JsonObject();
    foreach (var (key, value) in member)
    {
        if (key is "box" or "documentation" || key.StartsWith("deprecated", StringComparison.Ordinal)) continue;
        if (key == "locationName" && value!.GetValue<string>() == name) continue;
        result[key] = value?.DeepClone();
    }

    return result.Count == 1 ? result["shape"]!.DeepClone() : result;
}
