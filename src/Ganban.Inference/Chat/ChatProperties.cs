namespace Ganban.Inference.Chat;

/// <summary>The keys that Ganban uses in the AdditionalProperties of chat options, updates and responses.</summary>
public static class ChatProperties
{
    /// <summary>
    /// On options: who asks, a string such as an account. Engines in this process serve callers in turn and keep their
    /// prompts apart; it is sent nowhere.
    /// </summary>
    public const string Caller = "ganban.caller";

    /// <summary>
    /// On options: the id of the model that was asked for, a string; for engines that answer for several. It is sent
    /// nowhere.
    /// </summary>
    public const string Model = "ganban.model";

    /// <summary>On updates of an engine that plays a script: the name of the rule that answers, a string.</summary>
    public const string Rule = "ganban.rule";

    /// <summary>On options: true asks for <see cref="Tokens"/> and <see cref="PromptTokens"/>.</summary>
    public const string TokenDetails = "ganban.token_details";

    /// <summary>
    /// On updates and responses: the tokens generated since the update before, an
    /// <see cref="IReadOnlyList{T}"/> of <see cref="Generation.TokenDetail"/>.
    /// </summary>
    public const string Tokens = "ganban.tokens";

    /// <summary>On the first update and on responses: the prompt's tokens, typed like <see cref="Tokens"/>.</summary>
    public const string PromptTokens = "ganban.prompt_tokens";

    /// <summary>On updates: how many tokens the prompt has, an <see cref="int"/>.</summary>
    public const string PromptTokenCount = "ganban.prompt_token_count";

    /// <summary>On updates: how many tokens have been generated so far, an <see cref="int"/>.</summary>
    public const string TokenCount = "ganban.token_count";

    /// <summary>
    /// On the first update and on responses: how many of the prompt's tokens were not computed, because the same caller
    /// had sent them before, an <see cref="int"/>.
    /// </summary>
    public const string CacheReadTokenCount = "ganban.cache_read_token_count";

    /// <summary>
    /// On the first update and on responses: how many of the prompt's tokens were kept for the same caller's next
    /// requests, an <see cref="int"/>.
    /// </summary>
    public const string CacheWriteTokenCount = "ganban.cache_write_token_count";

    /// <summary>On the last update and on responses: the stop sequence that ended generation, a string.</summary>
    public const string StopSequence = "ganban.stop_sequence";

    /// <summary>On the last update and on responses: the time to the first token, a <see cref="TimeSpan"/>.</summary>
    public const string TimeToFirstToken = "ganban.time_to_first_token";
}
