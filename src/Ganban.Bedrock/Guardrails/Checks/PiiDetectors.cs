using System.Text.RegularExpressions;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>
/// The types of personal data that patterns can tell. Numbers have their check digits checked where they have some;
/// what looks like any other number or word must stand behind a keyword. Names and addresses have no pattern.
/// </summary>
internal static class PiiDetectors
{
    // Between a keyword and its value: "number", then "is", a colon and the like.
    private const string Gap =
        @"(?:[ \t]?(?:number|code|id|no\.?|#|番号))?[ \t]{0,3}(?:is\b|was\b|:|=|は)?[ \t]{0,3}[""'「(]?";

    private const string Says = @"[ \t]{0,3}(?:is\b|was\b|:|=|は)[ \t]{0,3}[""'「(]?";
    private const string Secret = @"(?<v>[^\s""'「」。、｡]{1,128})";
    private const string NoDigitBefore = @"(?<!\d)(?<!\d[-.\u0020])";
    private const string NoDigitAfter = @"(?![-\u0020]?\d)";

    private static readonly Dictionary<string, PiiDetector> ByType = All().ToDictionary(detector => detector.Type);

    /// <summary>Whether a type can be found.</summary>
    public static bool Knows(string type) => ByType.ContainsKey(type);

    /// <summary>The detector of a type that is known.</summary>
    public static PiiDetector Of(string type) => ByType[type];

    private static IEnumerable<PiiDetector> All() => Surest().Concat(Checked()).Concat(Behind()).Concat(Loose());

    // Forms that nothing else has.
    private static IEnumerable<PiiDetector> Surest() =>
    [
        New("URL", 1, @"(?:https?://|\bwww\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{2,2048}", CheckDigits.Trimmed),
        New("EMAIL", 2, @"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}"),
        New("AWS_ACCESS_KEY", 3, @"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
        New("AWS_SECRET_KEY", 3, @"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])", CheckDigits.Secret),
        New("MAC_ADDRESS", 4, @"(?<![0-9A-Fa-f:\-])[0-9A-Fa-f]{2}([:\-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:\-])"),
        New(
            "IP_ADDRESS",
            5,
            @"(?<![0-9A-Fa-f:.])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![0-9A-Fa-f:]|\.\d)",
            CheckDigits.Ip),
        New(
            "LICENSE_PLATE",
            6,
            @"[\u4e00-\u9fff]{1,4}[ ]?\d{2,3}[ ]?[あ-ん][ ]?\d{1,2}-?\d{2}(?!\d)"
            + @"|(?i:licen[sc]e plate|plate number|number plate|ナンバープレート)" + Gap + @"(?<v>[A-Z0-9][A-Z0-9 \-]{1,8}[A-Z0-9])"),
    ];

    // Numbers with check digits or ranges.
    private static IEnumerable<PiiDetector> Checked() =>
    [
        New("INTERNATIONAL_BANK_ACCOUNT_NUMBER", 10, @"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}", CheckDigits.Iban),
        New("CREDIT_DEBIT_CARD_NUMBER", 11, @"(?<!\d)[2-6](?:[ \-]?\d){12,18}(?!\d)", CheckDigits.Luhn),
        New("VEHICLE_IDENTIFICATION_NUMBER", 12, @"(?<![A-Za-z0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])", CheckDigits.Vehicle),
        New("US_SOCIAL_SECURITY_NUMBER", 13, NoDigitBefore + @"(?!000|666|9)\d{3}([\- ])(?!00)\d{2}\1(?!0000)\d{4}" + NoDigitAfter),
        New(
            "US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER",
            13,
            NoDigitBefore + @"9\d{2}([\- ])(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\1\d{4}" + NoDigitAfter),
        New("CA_SOCIAL_INSURANCE_NUMBER", 14, NoDigitBefore + @"[1-9]\d{2}([\- ])\d{3}\1\d{3}" + NoDigitAfter, CheckDigits.Luhn),
        New(
            "UK_NATIONAL_INSURANCE_NUMBER",
            14,
            @"(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])"),
        New("UK_NATIONAL_HEALTH_SERVICE_NUMBER", 15, NoDigitBefore + @"\d{3}([\- ])\d{3}\1\d{4}" + NoDigitAfter, CheckDigits.Nhs),
        New(
            "US_BANK_ROUTING_NUMBER",
            16,
            @"(?i:routing|aba|rtn)" + Gap + @"(?<v>\d{9})(?!\d)",
            CheckDigits.Routing),
    ];

    // What is only known by the word before it.
    private static IEnumerable<PiiDetector> Behind() =>
    [
        Behind("CREDIT_DEBIT_CARD_CVV", "cvv2?|cvc2?|security code|セキュリティコード", @"\d{3,4}"),
        Behind(
            "CREDIT_DEBIT_CARD_EXPIRY",
            "exp(?:iry|iration|ires|\\.)?(?:[ ]date)?|valid (?:thru|until)|有効期限",
            @"(?:0[1-9]|1[0-2]) ?[/\-] ?(?:20)?\d{2}"),
        Behind("CA_HEALTH_NUMBER", "health (?:card|number|insurance)|ohip", @"\d{4}[ \-]?\d{3}[ \-]?\d{3}"),
        Behind("UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER", "utr|unique taxpayer reference", @"\d{5} ?\d{5}"),
        Behind("US_BANK_ACCOUNT_NUMBER", "(?:bank )?account|acct", @"\d{6,17}"),
        Behind("US_PASSPORT_NUMBER", "passport|パスポート|旅券", @"[A-Z]?\d{8,9}"),
        Behind("DRIVER_ID", "driver'?s? licen[sc]e|driving licen[sc]e|運転免許証?", @"[A-Z0-9][A-Z0-9\-]{4,18}"),
        Behind("SWIFT_CODE", "swift|bic", @"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"),
        Behind("PIN", "pin|暗証番号", @"\d{4,8}"),
        New("PASSWORD", 21, @"(?i:password|passwd|passphrase|\bpwd|パスワード)" + Says + Secret, CheckDigits.Trimmed),
        New(
            "USERNAME",
            22,
            @"(?i:user ?name|user ?id|login(?: name)?|ユーザー?名|ユーザー?ID)" + Says + Secret,
            CheckDigits.Trimmed),
    ];

    private static IEnumerable<PiiDetector> Loose() =>
    [
        New(
            "PHONE",
            30,
            NoDigitBefore
            + @"(?:\+\d{1,3}[ \-]?\(?\d{1,4}\)?(?:[ \-]?\d{2,4}){2,3}"
            + @"|0\d{1,4}-\d{1,4}-\d{3,4}|\(?0\d{1,4}\)\d{1,4}-\d{3,4}|0[5789]0\d{8}|0120\d{6}|0[1-9]\d{8}"
            + @"|(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[\-. ])[2-9]\d{2}[\-. ]\d{4})"
            + NoDigitAfter),
        New(
            "AGE",
            31,
            @"(?<![\d.])(?<v>1?\d{1,2})(?: ?歳|[ \-]years?[ \-]old|[ ]?y/?o\b)|(?i:\bage[d]?\b|年齢)" + Gap + @"(?<v>1?\d{1,2})(?![\d.])"),
    ];

    private static PiiDetector Behind(string type, string keywords, string value) =>
        New(type, 20, $@"(?<![A-Za-z])(?i:{keywords}){Gap}(?<v>{value})(?![A-Za-z0-9])");

    // The patterns are bounded, so that only the length of a text decides how long they take.
    private static PiiDetector New(string type, int rank, string pattern, Func<string, int>? check = null) => new(
        type, rank, new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10)), check);
}
