namespace Ganban.Bedrock.Quotas;

/// <summary>
/// What an account has used of a model in a region. Quotas of a minute are buckets that fill evenly, so that as much is
/// free after a pause as has passed of the minute; that of a day begins anew at midnight UTC. Not safe for concurrent
/// use.
/// </summary>
internal sealed class QuotaUse(QuotaRule rule, DateTimeOffset now)
{
    private const double MinuteSeconds = 60;
    private double _requests = rule.RequestsPerMinute ?? 0;
    private double _tokens = rule.TokensPerMinute ?? 0;
    private DateTimeOffset _filled = now;
    private DateOnly _day = DateOnly.FromDateTime(now.UtcDateTime);
    private long _tokensOfDay;

    /// <summary>When it was used last.</summary>
    public DateTimeOffset Used { get; private set; } = now;

    /// <summary>Takes a request and its tokens, or nothing and tells what is exceeded.</summary>
    /// <param name="requests">Requests: 1, or 0 for what belongs to a request that was taken.</param>
    /// <param name="tokens">Tokens.</param>
    /// <param name="time">Now.</param>
    public QuotaRefusal? Take(int requests, long tokens, DateTimeOffset time)
    {
        Fill(time);
        if (rule.RequestsPerMinute is { } requestsMax && _requests < requests)
        {
            return new(QuotaRefusal.Requests, requestsMax, requests, Until(requests - _requests, requestsMax));
        }

        if (rule.TokensPerMinute is { } tokensMax && tokens > 0 && _tokens < tokens)
        {
            return new(
                QuotaRefusal.Tokens,
                tokensMax,
                tokens,
                tokens > tokensMax ? null : Until(tokens - _tokens, tokensMax));
        }

        if (rule.TokensPerDay is { } dayMax && tokens > 0 && _tokensOfDay + tokens > dayMax)
        {
            var midnight = new DateTimeOffset(_day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
            return new(QuotaRefusal.TokensOfDay, dayMax, tokens, tokens > dayMax ? null : midnight - time);
        }

        _requests -= requests;
        Charge(tokens, time);
        return null;
    }

    /// <summary>Charges tokens that were used whatever is left, or gives some back that were not.</summary>
    public void Charge(long tokens, DateTimeOffset time)
    {
        Fill(time);
        _tokens = Math.Min(_tokens - tokens, rule.TokensPerMinute ?? 0);
        _tokensOfDay = Math.Max(0, _tokensOfDay + tokens);
    }

    /// <summary>Charges what was used of the day before the server started.</summary>
    public void ChargeDay(long tokens) => _tokensOfDay += tokens;

    private static TimeSpan Until(double missing, long perMinute) =>
        TimeSpan.FromSeconds(missing * MinuteSeconds / perMinute);

    private void Fill(DateTimeOffset time)
    {
        Used = time;
        var seconds = Math.Max(0, (time - _filled).TotalSeconds);
        _filled = time;
        _requests = Filled(_requests, rule.RequestsPerMinute, seconds);
        _tokens = Filled(_tokens, rule.TokensPerMinute, seconds);
        var day = DateOnly.FromDateTime(time.UtcDateTime);
        if (day != _day)
        {
            (_day, _tokensOfDay) = (day, 0);
        }
    }

    private static double Filled(double level, long? perMinute, double seconds) =>
        perMinute is { } max ? Math.Min(max, level + (max * seconds / MinuteSeconds)) : 0;
}
