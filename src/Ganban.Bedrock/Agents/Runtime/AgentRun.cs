using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>One agent's work on a turn: its conversation as it grows, and what it has found.</summary>
internal sealed class AgentRun
{
    private const long CharactersMax = 2_000_000;
    private readonly List<AgentMessage> _messages;
    private readonly Dictionary<string, Conversation> _collaborators;

    public AgentRun(AgentTurn turn, AgentFrame frame, Conversation conversation)
    {
        (Turn, Frame, Pending) = (turn, frame, conversation.Pending);
        _messages = [.. conversation.Messages];
        _collaborators = new(conversation.Collaborators);
        Tools = new AgentTools(frame.Agent);
        Traces = new AgentTraces(turn, frame);
        TurnStart = _messages.FindLastIndex(message => message.Role == AgentRole.User);
    }

    /// <summary>The turn.</summary>
    public AgentTurn Turn { get; }

    /// <summary>The agent and who asked it.</summary>
    public AgentFrame Frame { get; }

    /// <summary>The agent.</summary>
    public AgentDefinition Agent => Frame.Agent;

    /// <summary>What it can do.</summary>
    public AgentTools Tools { get; }

    /// <summary>Tells its steps.</summary>
    public AgentTraces Traces { get; }

    /// <summary>What it was told of the conversation of the agent that asks it.</summary>
    public IReadOnlyList<AgentMessage> Relayed { get; init; } = [];

    /// <summary>What it waits for.</summary>
    public PendingControl? Pending { get; set; }

    /// <summary>The passages that it found in this turn.</summary>
    public List<VectorMatch> Found { get; } = [];

    /// <summary>The files that its programs made in this turn.</summary>
    public List<OutputFile> Files { get; } = [];

    /// <summary>What was said up to now.</summary>
    public IReadOnlyList<AgentMessage> Messages => _messages;

    /// <summary>The place of the turn's question among the messages.</summary>
    public int TurnStart { get; private set; }

    /// <summary>Its collaborators' conversations.</summary>
    public Dictionary<string, Conversation> Collaborators => _collaborators;

    /// <summary>Passages are found, some of them perhaps not for the first time.</summary>
    public void Find(IEnumerable<VectorMatch> found) => Found.AddRange(found.Where(match =>
        Found.All(known => known.Document != match.Document || known.Text != match.Text)));

    /// <summary>The user says something. Who was waited for until then is not waited for any more.</summary>
    public void Ask(string text)
    {
        if (Pending is { Calls: var calls })
        {
            _messages.Add(AgentMessage.Tools(
                [.. calls.Select(waiting => new AgentResult(waiting.Call.Id, "There is no result."))]));
            Pending = null;
        }

        TurnStart = _messages.Count;
        _messages.Add(AgentMessage.User(text));
    }

    /// <summary>The model is told something in the middle of a turn.</summary>
    public void Continue(string text) => _messages.Add(AgentMessage.User(text));

    /// <summary>Something is said.</summary>
    public void Add(AgentMessage message) => _messages.Add(message);

    /// <summary>What was said last is kept as the caller saw it.</summary>
    public void Amend(string shown)
    {
        if (_messages is [.., { Role: AgentRole.Assistant, Calls.Count: 0 } last])
        {
            _messages[^1] = last with { Text = shown };
        }
    }

    /// <summary>The conversation as it is to be kept: no more than its last turns.</summary>
    public Conversation ToConversation(int messagesMax)
    {
        var kept = _messages;
        while ((kept.Count > messagesMax || kept.Sum(Characters) > CharactersMax)
            && kept.FindIndex(1, message => message.Role == AgentRole.User) is var next and > 0)
        {
            kept = kept[next..];
        }

        return new Conversation { Messages = kept, Pending = Pending, Collaborators = _collaborators };
    }

    private static long Characters(AgentMessage message) =>
        message.Text.Length + message.Results.Sum(result => (long)result.Text.Length);
}
