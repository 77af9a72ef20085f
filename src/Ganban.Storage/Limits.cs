using System.Runtime.CompilerServices;

namespace Ganban.Storage;

/// <summary>
/// Bounds of everything that enters the store. They are wider than any limit of the API: exceeding one is a mistake
/// of the caller, so it is an <see cref="ArgumentException"/> and not a domain error.
/// </summary>
internal static class Limits
{
    public const int PageSizeMax = 1000;
    public const int BatchWritesMax = 1000;
    public const int TagsMax = 1000;
    public const int DocumentBytesMax = 16 << 20;
    public const int PayloadBytesMax = 4 << 20;

    public static void CheckTenant(Tenant tenant)
    {
        if (tenant.Account is null || tenant.Region is null)
        {
            throw new ArgumentException("The tenant is not initialized.", nameof(tenant));
        }

        if (!tenant.IsGlobal)
        {
            CheckText(tenant.Account, 1, 64);
            CheckText(tenant.Region, 1, 64);
        }
    }

    public static void CheckRegional(Tenant tenant)
    {
        CheckTenant(tenant);
        if (tenant.IsGlobal)
        {
            throw new ArgumentException("Tags belong to the resources of a tenant.", nameof(tenant));
        }
    }

    public static void CheckKind(string kind) => CheckText(kind, 1, 64);

    public static void CheckId(string id) => CheckText(id, 1, 256);

    public static void CheckVersion(string version) => CheckText(version, 0, 64);

    public static void CheckName(string? name) => CheckText(name ?? "-", 1, 256);

    public static void CheckParent(string? parent) => CheckText(parent ?? "-", 1, 256);

    public static void CheckArn(string arn) => CheckText(arn, 1, 2048);

    public static void CheckStream(string stream) => CheckText(stream, 1, 512);

    public static void CheckDocumentBytes(int bytes) => CheckRange(bytes, 0, DocumentBytesMax);

    public static void CheckPayloadBytes(int bytes) => CheckRange(bytes, 0, PayloadBytesMax);

    public static void CheckTags(TagSet? tags)
    {
        if (tags is null)
        {
            return;
        }

        CheckArn(tags.Arn);
        CheckRange(tags.Tags.Count, 0, TagsMax);
        foreach (var (key, value) in tags.Tags)
        {
            CheckTagKey(key);
            CheckTagValue(value);
        }
    }

    public static void CheckTagKeys(IReadOnlyList<string> keys)
    {
        CheckRange(keys.Count, 0, TagsMax);
        foreach (var key in keys)
        {
            CheckTagKey(key);
        }
    }

    public static void CheckTagKey(string key) => CheckText(key, 1, 256);

    public static void CheckTagValue(string value) => CheckText(value, 0, 1024);

    public static void CheckIdempotency(Idempotency idempotency)
    {
        CheckText(idempotency.Token, 1, 256);
        CheckText(idempotency.Fingerprint, 1, 128);
    }

    public static void CheckBatch(IReadOnlyList<Write> writes) => CheckRange(writes.Count, 1, BatchWritesMax);

    public static void CheckQuery(ListQuery query)
    {
        CheckId(query.Id ?? "-");
        CheckVersion(query.Version ?? "");
        CheckParent(query.Parent);
        CheckText(query.NameContains ?? "-", 1, 256);
        CheckCount(query.PageSize);
    }

    public static void CheckCount(int count, [CallerArgumentExpression(nameof(count))] string argument = "") =>
        CheckRange(count, 1, PageSizeMax, argument);

    // Text with a lone surrogate has no UTF-8 form and would silently become another key; U+0000 is no text in
    // PostgreSQL.
    private static void CheckText(
        string text, int min, int max, [CallerArgumentExpression(nameof(text))] string argument = "")
    {
        ArgumentNullException.ThrowIfNull(text, argument);
        CheckRange(text.Length, min, max, argument);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !isPair))
            {
                throw new ArgumentException("The text has U+0000 or half a surrogate pair in it.", argument);
            }

            i += isPair ? 1 : 0;
        }
    }

    private static void CheckRange(
        int value, int min, int max, [CallerArgumentExpression(nameof(value))] string argument = "")
    {
        if (value < min || value > max)
        {
            throw new ArgumentOutOfRangeException(argument, value, $"The size must be {min} to {max}.");
        }
    }
}
