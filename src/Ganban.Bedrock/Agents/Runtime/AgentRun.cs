using System.Threading.Channels;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>One agent's work on a turn: its conversation as it grows, and what it has found.</summary>
internal sealed class AgentRun
{
    private const long CharactersMax = 2_000_000;
    private const int FilesMax = 5; // the API's
    private readonly List<AgentMessage> _messages;
    private readonly Dictionary<string, Conversation> _collaborators;

    public AgentRun(AgentTurn turn, AgentFrame frame, Conversation conversation)
    {
        (Turn, Frame, Pending) = (turn, frame, conversation.Pending);
        _messages = [.. conversation.Messages];
        _collaborators = new(conversation.Collaborators);
        Tools = new AgentTools(frame.Agent);
        Traces = new AgentTraces(turn, frame);
        TurnStart = _messages.FindLastIndex(IsQuestion);
    }

    private AgentRun(AgentRun origin, AgentTurn turn)
    {
        (Turn, Frame, Tools, Relayed) = (turn, origin.Frame, origin.Tools, origin.Relayed);
        _messages = [.. origin._messages];
        _collaborators = new(origin._collaborators);
        Traces = origin.Traces.Fork(turn);
        TurnStart = origin.TurnStart;
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

    /// <summary>The files that its programs made in this turn, the latest of a name.</summary>
    public List<OutputFile> Files { get; } = [];

    /// <summary>What was said up to now.</summary>
    public IReadOnlyList<AgentMessage> Messages => _messages;

    /// <summary>The place of the turn's question among the messages.</summary>
    public int TurnStart { get; private set; }

    /// <summary>
    /// What it is asked in this turn: the user's input as the guardrail lets it pass, with what belongs to it, or what
    /// another agent asks it.
    /// </summary>
    public string Question => _messages[TurnStart].Text;

    /// <summary>Its collaborators' conversations.</summary>
    public Dictionary<string, Conversation> Collaborators => _collaborators;

    /// <summary>Passages are found, some of them perhaps not for the first time.</summary>
    public void Find(IEnumerable<VectorMatch> found) => Found.AddRange(found.Where(match =>
        Found.All(known => known.Document != match.Document || known.Text != match.Text)));

    /// <summary>A program has made a file; beyond what an answer takes, files stay in the session only.</summary>
    public void Add(OutputFile file)
    {
        Files.RemoveAll(known => known.Name == file.Name);
        if (Files.Count < FilesMax)
        {
            Files.Add(file);
        }
    }

    /// <summary>The run for one of several calls at the same time, which change nothing for each other.</summary>
    /// <param name="events">Gets the call's steps.</param>
    public AgentRun Fork(ChannelWriter<AgentEvent> events) => new(this, Turn.Fork(events));

    /// <summary>Takes over what a call has changed.</summary>
    /// <param name="fork">The run as the call left it.</param>
    /// <param name="before">The run as the call found it.</param>
    public void Join(AgentRun fork, AgentRun before)
    {
        Turn.Join(fork.Turn, before.Turn);
        Find(fork.Found);
        fork.Files.ForEach(Add);
        foreach (var (name, conversation) in fork._collaborators)
        {
            if (before._collaborators.GetValueOrDefault(name) != conversation)
            {
                _collaborators[name] = conversation;
            }
        }
    }

    /// <summary>What was waited for until now is not waited for any more.</summary>
    public void Drop()
    {
        if (Pending is { Calls: var calls })
        {
            _messages.Add(AgentMessage.Tools(
                [.. calls.Select(waiting => new AgentResult(waiting.Call.Id, "There is no result."))]));
            Pending = null;
        }
    }

    /// <summary>The user says something; nothing else is waited for then.</summary>
    public void Ask(string text)
    {
        Drop();
        TurnStart = _messages.Count;
        _messages.Add(AgentMessage.User(text));
    }

    /// <summary>The model is told something in the middle of a turn.</summary>
    public void Continue(string text) => _messages.Add(AgentMessage.User(text) with { IsReprompt = true });

    /// <summary>Something is said.</summary>
    public void Add(AgentMessage message) => _messages.Add(message);

    /// <summary>
    /// What was said last is kept as the caller saw it, also by collaborators whose words it was.
    /// </summary>
    public void Amend(string shown)
    {
        if (_messages is not [.., { Role: AgentRole.Assistant, Calls.Count: 0 } last] || last.Text == shown)
        {
            return;
        }

        _messages[^1] = last with { Text = shown };
        foreach (var (name, conversation) in _collaborators.ToList())
        {
            _collaborators[name] = conversation.Amend(last.Text, shown);
        }
    }

    /// <summary>The conversation as it is to be kept: no more than its last turns.</summary>
    public Conversation ToConversation(int messagesMax)
    {
        var kept = _messages;
        while ((kept.Count > messagesMax || kept.Sum(Characters) > CharactersMax)
            && kept.FindIndex(1, IsQuestion) is var next and > 0)
        {
            kept = kept[next..];
        }

        return new Conversation { Messages = kept, Pending = Pending, Collaborators = _collaborators }
            .WithLatestImages();
    }

    private static bool IsQuestion(AgentMessage message) =>
        message is { Role: AgentRole.User, IsReprompt: false };

    private static long Characters(AgentMessage message) =>
        message.Text.Length + message.Results.Sum(result => (long)result.Text.Length);
}
