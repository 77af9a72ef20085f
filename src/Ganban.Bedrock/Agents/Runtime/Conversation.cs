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

    /// <summary>The conversation with another text where the last answer is this one; so for collaborators.</summary>
    public Conversation Amend(string answer, string shown) => this with
    {
        Messages = Messages is [.., { Role: AgentRole.Assistant, Calls.Count: 0 } last] && last.Text == answer
            ? [.. Messages.SkipLast(1), last with { Text = shown }]
            : Messages,
        Collaborators = Collaborators.ToDictionary(one => one.Key, one => one.Value.Amend(answer, shown)),
    };

    /// <summary>
    /// The conversation without the images that are too many to be kept. Where many steps each show a screen, the old
    /// ones are not worth their place.
    /// </summary>
    public Conversation WithLatestImages()
    {
        var left = ControlImages.KeptBytesMax;
        return WithLatestImages(ref left);
    }

    private Conversation WithLatestImages(ref long left)
    {
        List<AgentMessage> latest = [.. Messages];
        for (var at = latest.Count - 1; at >= 0; at--)
        {
            left -= latest[at].Results.Sum(result => result.Images.Sum(image => (long)image.Content.Length));
            if (left < 0)
            {
                latest[at] = latest[at] with
                {
                    Results = [.. latest[at].Results.Select(result => result with { Images = [] })],
                };
            }
        }

        var collaborators = new Dictionary<string, Conversation>();
        foreach (var (name, conversation) in Collaborators)
        {
            collaborators[name] = conversation.WithLatestImages(ref left);
        }

        return this with { Messages = latest, Collaborators = collaborators };
    }
}

/// <summary>One message.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Text">The text; empty where there is none.</param>
/// <param name="Calls">The calls that the model makes.</param>
/// <param name="Results">The results of calls, where tools speak.</param>
internal sealed record AgentMessage(
    AgentRole Role, string Text, IReadOnlyList<AgentCall> Calls, IReadOnlyList<AgentResult> Results)
{
    /// <summary>Whether a model is told it in the middle of a turn, where else a user speaks.</summary>
    public bool IsReprompt { get; init; }

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
