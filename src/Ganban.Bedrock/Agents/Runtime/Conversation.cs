using System.Text.Json;
using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>What was said to and by one agent in a session, as it is kept.</summary>
internal sealed record Conversation
{
    /// <summary>What was said, the oldest first.</summary>
    public IReadOnlyList<AgentMessage> Messages { get; init; } = [];

    /// <summary>What the agent waits for; null if it waits for nothing.</summary>
    public PendingControl? Pending { get; init; }

    /// <summary>What its collaborators said and heard, by their names.</summary>
    public IReadOnlyDictionary<string, Conversation> Collaborators { get; init; } =
        new Dictionary<string, Conversation>();
}

/// <summary>One message.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Text">The text; empty where there is none.</param>
/// <param name="Calls">The calls that the model makes.</param>
/// <param name="Results">The results of calls, where tools speak.</param>
internal sealed record AgentMessage(
    AgentRole Role, string Text, IReadOnlyList<AgentCall> Calls, IReadOnlyList<AgentResult> Results)
{
    /// <summary>What a user says.</summary>
    public static AgentMessage User(string text) => new(AgentRole.User, text, [], []);

    /// <summary>What a model says.</summary>
    public static AgentMessage Assistant(string text, params IReadOnlyList<AgentCall> calls) =>
        new(AgentRole.Assistant, text, calls, []);

    /// <summary>What tools say.</summary>
    public static AgentMessage Tools(params IReadOnlyList<AgentResult> results) =>
        new(AgentRole.Tool, "", [], results);
}

/// <summary>Who speaks.</summary>
internal enum AgentRole
{
    /// <summary>The user, or the agent that asks a collaborator.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>Tools.</summary>
    Tool,
}

/// <summary>A call of a tool.</summary>
/// <param name="Id">Its identifier within the conversation.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Input">Its arguments, a JSON object.</param>
internal sealed record AgentCall(string Id, string Tool, JsonElement Input);

/// <summary>The result of a call.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Text">What came out of it.</param>
internal sealed record AgentResult(string CallId, string Text)
{
    private const int CharactersMax = 100_000;

    /// <summary>The images that belong to it; those that are too old are not kept.</summary>
    public IReadOnlyList<AgentImage> Images { get; init; } = [];

    /// <summary>What came of a call, cut where it is longer than any model should read at once.</summary>
    public static AgentResult Of(AgentCall call, string text) => new(
        call.Id, text.Length <= CharactersMax ? text : text[..CharactersMax] + "\n(cut)");

    /// <summary>What came of a call, with a mark in the text for each image.</summary>
    public static AgentResult Of(AgentCall call, ToolOutcome.Result result)
    {
        var marks = result.Images.Select(_ => ImageMark.Text);
        var text = result.Images.Count == 0 ? result.Text : string.Join('\n', [result.Text, .. marks]).Trim();
        return Of(call, text) with { Images = result.Images };
    }
}

/// <summary>Control that was returned to the caller, until results come.</summary>
/// <param name="InvocationId">What the caller is to name.</param>
/// <param name="Calls">The calls that wait for results.</param>
internal sealed record PendingControl(string InvocationId, IReadOnlyList<PendingCall> Calls);

/// <summary>A call that waits.</summary>
/// <param name="Call">The call.</param>
/// <param name="Wait">What for.</param>
internal sealed record PendingCall(AgentCall Call, PendingWait Wait);

/// <summary>What a call waits for.</summary>
internal enum PendingWait
{
    /// <summary>The result.</summary>
    Result,

    /// <summary>The user's consent; then it is carried out here.</summary>
    Confirmation,

    /// <summary>The user's consent, and the result with it.</summary>
    ConfirmationAndResult,

    /// <summary>A collaborator, which waits for what it asked for itself.</summary>
    Collaborator,
}
