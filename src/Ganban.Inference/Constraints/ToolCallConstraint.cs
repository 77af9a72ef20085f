using System.Text;
using System.Text.Json.Nodes;
using Ganban.Inference.Generation;
using Ganban.Inference.ToolCalls;

namespace Ganban.Inference.Constraints;

/// <summary>
/// Lets a model write free text, and holds every tool call it starts to an offered name and arguments that satisfy
/// that tool's schema (as <see cref="JsonSchemaConstraint"/> follows schemas). After a call only another call or the
/// end of the turn can come. A call that repeats an earlier one of the same turn ends the turn.
/// </summary>
public sealed class ToolCallConstraint : ITokenConstraint
{
    /// <summary>The most tools: a constraint follows the names of all until they differ.</summary>
    internal const int ToolsMax = 200;

    private readonly ConstraintVocabulary _vocabulary;
    private readonly GrammarCursor _cursor;
    private readonly byte[] _trigger;
    private readonly int _callsMax;
    private readonly HashSet<string> _calls = new(StringComparer.Ordinal);
    private readonly List<byte> _call = [];
    private bool _isOver;

    /// <summary>A constraint for one generation.</summary>
    /// <param name="vocabulary">The model's vocabulary, with the format's marks.</param>
    /// <param name="format">How the model writes calls.</param>
    /// <param name="tools">The tools that may be called, 1 to 200.</param>
    /// <param name="mode">Whether the turn must be a call.</param>
    /// <param name="callsMax">The most calls in the turn.</param>
    /// <param name="answer">The JSON schema of a turn that calls no tool; null for free text.</param>
    /// <exception cref="JsonSchemaException">A tool's schema can't be followed.</exception>
    public ToolCallConstraint(
        ConstraintVocabulary vocabulary,
        ToolCallFormat format,
        IReadOnlyList<OfferedTool> tools,
        ToolCallMode mode,
        int callsMax = int.MaxValue,
        JsonNode? answer = null)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentOutOfRangeException.ThrowIfZero(tools.Count, nameof(tools));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tools.Count, ToolsMax, nameof(tools));
        ArgumentOutOfRangeException.ThrowIfLessThan(callsMax, 1);
        _vocabulary = vocabulary;
        _callsMax = format.Separator is null ? 1 : callsMax;
        var budget = new SchemaBudget();
        var trigger = _trigger = vocabulary.Spell(format.Trigger);
        var open = LiteralState.Start(vocabulary.Spell(format.Open), Calls(vocabulary, format, tools, budget));
        var call = new LiteralState(trigger, 0, open);
        _cursor = new GrammarCursor(vocabulary, (mode, answer) switch
        {
            (ToolCallMode.Required, _) => [call],
            (_, null) => [new FreeTextState(trigger, 0, format.TriggersOnlyAtStart, open)],
            _ => [call, JsonSchemaConstraint.ValueOf(SchemaCompiler.Compile(answer, budget), new EndState())],
        });
    }

    /// <inheritdoc/>
    public bool IsFinished => _isOver || _cursor.MustEnd;

    /// <inheritdoc/>
    public void Apply(Span<float> logits)
    {
        if (_cursor.States is [FreeTextState text])
        {
            ApplyToFreeText(logits, text);
        }
        else
        {
            _cursor.AllowedTokens().Apply(logits);
        }
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
        foreach (var value in _vocabulary.BytesOf(token))
        {
            _cursor.Advance(value);
            if (_cursor.States is [FreeTextState])
            {
                continue;
            }

            _call.Add(value);
            if (_cursor.States is [AnyOfState])
            {
                // From the tool's name on, so that the first call and one after a separator compare alike.
                _call.Clear();
            }
            else if (_cursor.States.Any(s => s is CallEndState))
            {
                EndCall();
            }
        }
    }

    /// <summary>The state before a tool's name; it comes back to itself for the next call.</summary>
    private static AnyOfState Calls(
        ConstraintVocabulary vocabulary,
        ToolCallFormat format,
        IReadOnlyList<OfferedTool> tools,
        SchemaBudget budget)
    {
        var options = new GrammarState[tools.Count];
        var calls = new AnyOfState(options);
        var ending = LiteralState.Start(vocabulary.Spell(format.End), new EndState());
        var another = format.Separator is { } separator
            ? new LiteralState(vocabulary.Spell(separator), 0, calls)
            : null;
        var close = LiteralState.Start(vocabulary.Spell(format.Close), new CallEndState(another, ending));
        for (var i = 0; i < options.Length; i++)
        {
            var arguments = JsonSchemaConstraint.ValueOf(
                SchemaCompiler.CompileObject(tools[i].Arguments, budget), close);
            var name = format.IsNameInJson
                ? JsonText.Bytes(tools[i].Name)[1..^1]
                : Encoding.UTF8.GetBytes(tools[i].Name);
            options[i] = new LiteralState([.. name, .. vocabulary.Spell(format.Middle)], 0, arguments);
        }

        return calls;
    }

    private void EndCall()
    {
        var isNew = _calls.Add(Encoding.Latin1.GetString([.. _call]));
        _isOver = !isNew || _calls.Count == _callsMax;
    }

    /// <summary>Free text takes any token but those that complete the trigger and go on with something else.</summary>
    private void ApplyToFreeText(Span<float> logits, FreeTextState state)
    {
        for (var matched = state.Matched; matched > 0; matched = state.OnlyAtStart ? 0 : state.Overlap(matched))
        {
            Forbid(logits, state, _vocabulary.All.TokensFrom(_trigger.AsSpan(matched)));
        }

        if (state.Matched >= 0)
        {
            Forbid(logits, state, _vocabulary.Containing(_trigger));
        }
    }

    private void Forbid(Span<float> logits, FreeTextState state, ReadOnlySpan<int> candidates)
    {
        foreach (var token in candidates)
        {
            List<GrammarState> states = [state];
            foreach (var value in _vocabulary.BytesOf(token))
            {
                states = GrammarCursor.Step(states, value);
            }

            if (states.Count == 0)
            {
                logits[token] = float.NegativeInfinity;
            }
        }
    }
}
