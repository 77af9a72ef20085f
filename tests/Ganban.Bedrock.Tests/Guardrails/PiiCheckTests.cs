using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.Guardrails.Checks;

namespace Ganban.Bedrock.Tests.Guardrails;

public sealed class PiiCheckTests
{
    [Theory]
    [InlineData("EMAIL", "Write to ann.lee+x@example.co.jp, please.", "ann.lee+x@example.co.jp")]
    [InlineData("EMAIL", "メールはtaro@example.jpです", "taro@example.jp")]
    [InlineData("PHONE", "電話は090-1234-5678です", "090-1234-5678")]
    [InlineData("PHONE", "電話は０３－１２３４－５６７８です", "０３－１２３４－５６７８")]
    [InlineData("PHONE", "Tel.09012345678", "09012345678")]
    [InlineData("PHONE", "0120-123-456", "0120-123-456")]
    [InlineData("PHONE", "call +81 90-1234-5678 now", "+81 90-1234-5678")]
    [InlineData("PHONE", "call (206) 555-0123.", "(206) 555-0123")]
    [InlineData("PHONE", "call 206-555-0123", "206-555-0123")]
    [InlineData("CREDIT_DEBIT_CARD_NUMBER", "card 4111 1111 1111 1111.", "4111 1111 1111 1111")]
    [InlineData("CREDIT_DEBIT_CARD_NUMBER", "5555-5555-5555-4444", "5555-5555-5555-4444")]
    [InlineData("CREDIT_DEBIT_CARD_CVV", "CVV: 123", "123")]
    [InlineData("CREDIT_DEBIT_CARD_EXPIRY", "expiry date is 04/27", "04/27")]
    [InlineData("IP_ADDRESS", "at 192.168.10.1.", "192.168.10.1")]
    [InlineData("IP_ADDRESS", "at 2001:db8::1 now", "2001:db8::1")]
    [InlineData("MAC_ADDRESS", "00:1A:2b:3c:4d:5E", "00:1A:2b:3c:4d:5E")]
    [InlineData("URL", "See https://example.com/a?b=1.", "https://example.com/a?b=1")]
    [InlineData("URL", "「https://example.com/道」", "https://example.com/")]
    [InlineData("AWS_ACCESS_KEY", "AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("AWS_SECRET_KEY", "key: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")]
    [InlineData("US_SOCIAL_SECURITY_NUMBER", "SSN 219-09-9999", "219-09-9999")]
    [InlineData("US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER", "912-70-1234", "912-70-1234")]
    [InlineData("INTERNATIONAL_BANK_ACCOUNT_NUMBER", "IBAN GB82 WEST 1234 5698 7654 32 is mine", "GB82 WEST 1234 5698 7654 32")]
    [InlineData("INTERNATIONAL_BANK_ACCOUNT_NUMBER", "DE89370400440532013000", "DE89370400440532013000")]
    [InlineData("SWIFT_CODE", "SWIFT code: DEUTDEFF500", "DEUTDEFF500")]
    [InlineData("PASSWORD", "my password is hunter2.", "hunter2")]
    [InlineData("PASSWORD", "パスワードは「abc123」です", "abc123")]
    [InlineData("USERNAME", "user name: tanaka_t", "tanaka_t")]
    [InlineData("PIN", "暗証番号は1234", "1234")]
    [InlineData("AGE", "She is 35 years old", "35")]
    [InlineData("AGE", "私は42歳です", "42")]
    [InlineData("VEHICLE_IDENTIFICATION_NUMBER", "VIN 1M8GDM9AXKP042788", "1M8GDM9AXKP042788")]
    [InlineData("UK_NATIONAL_INSURANCE_NUMBER", "QQ123456C or AB123456C", "AB123456C")]
    [InlineData("UK_NATIONAL_HEALTH_SERVICE_NUMBER", "943 476 5919", "943 476 5919")]
    [InlineData("CA_SOCIAL_INSURANCE_NUMBER", "SIN 130-692-544", "130-692-544")]
    [InlineData("US_BANK_ROUTING_NUMBER", "routing number 021000021", "021000021")]
    [InlineData("US_BANK_ACCOUNT_NUMBER", "account number: 12345678", "12345678")]
    [InlineData("US_PASSPORT_NUMBER", "passport no. 123456789", "123456789")]
    [InlineData("DRIVER_ID", "driver's license D1234567", "D1234567")]
    [InlineData("LICENSE_PLATE", "車は品川 300 あ 12-34です", "品川 300 あ 12-34")]
    public async Task Data_is_found_in_the_forms_that_people_write(string type, string text, string found)
    {
        var (_, findings) = await TestGuardrail.Masks(type).Look(text);
        Assert.Equal([found], findings.Pii.Select(entity => entity.Match));
    }

    [Theory]
    [InlineData("CREDIT_DEBIT_CARD_NUMBER", "4111 1111 1111 1112")]
    [InlineData("INTERNATIONAL_BANK_ACCOUNT_NUMBER", "GB83 WEST 1234 5698 7654 32")]
    [InlineData("US_SOCIAL_SECURITY_NUMBER", "000-12-3456 or 219-00-9999")]
    [InlineData("IP_ADDRESS", "version 300.1.2.3 at 12:30:45")]
    [InlineData("PHONE", "order 1234567890123, 3.14159265358 and 2026-11-26")]
    [InlineData("VEHICLE_IDENTIFICATION_NUMBER", "1M8GDM9AXKP042789")]
    [InlineData("AWS_SECRET_KEY", "da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("SWIFT_CODE", "a swift ANSWER")]
    [InlineData("EMAIL", "@home and a@b")]
    public async Task What_only_looks_like_it_stays(string type, string text)
    {
        var (masked, findings) = await TestGuardrail.Masks(type).Look(text);
        Assert.Empty(findings.Pii);
        Assert.Equal(text, masked);
    }

    [Fact]
    public async Task Data_is_masked_with_its_type_and_a_card_is_no_telephone()
    {
        var checks = TestGuardrail.Masks("PHONE", "CREDIT_DEBIT_CARD_NUMBER", "EMAIL");
        var (text, _) = await checks.Look("090-1234-5678、a@example.jp、4111-1111-1111-1111");
        Assert.Equal("{PHONE}、{EMAIL}、{CREDIT_DEBIT_CARD_NUMBER}", text);
    }

    [Fact]
    public async Task A_regular_expression_masks_with_its_name_and_one_that_never_ends_is_refused()
    {
        var checks = TestGuardrail.Of(sensitive: """
            {"regexes":[{"name":"Ticket","pattern":"TCK-\\d+","action":"ANONYMIZE"}]}
            """);
        Assert.Equal("See {Ticket}.", (await checks.Look("See TCK-1234.")).Text);

        // Linear although it is the classic catastrophe; with a back reference it can't be.
        var linear = TestGuardrail.Of(sensitive: """
            {"regexes":[{"name":"Slow","pattern":"(a+)+$","action":"BLOCK"}]}
            """);
        Assert.False((await linear.Look(new string('a', 5000) + "!")).Findings.IsBlocked);
        var slow = TestGuardrail.Of(sensitive: """
            {"regexes":[{"name":"Slow","pattern":"(a+)+\\1$","action":"BLOCK"}]}
            """);
        var error = await Assert.ThrowsAsync<Contracts.BedrockRuntime.ValidationException>(
            () => slow.Look(new string('a', 5000) + "!"));
        Assert.Contains("Slow", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Masking_changes_nothing_but_what_is_masked()
    {
        var gen =
            from text in Gen.ArrayOf(Gen.Elements('a', 'あ', ' ', '\ud83d', '\n')).Select(chars => new string(chars))
            from masks in Gen.ArrayOf(
                from start in Gen.Choose(0, text.Length)
                from end in Gen.Choose(start, text.Length)
                select new Mask(start, end, "\u0001"))
            select (text, masks: masks.Where(mask => mask.End > mask.Start).ToArray());
        Prop.ForAll(gen.ToArbitrary(), item =>
        {
            var kept = item.text.Where((_, i) => !item.masks.Any(mask => mask.Start <= i && i < mask.End));
            Assert.Equal(
                string.Concat(kept), Masking.Apply(item.text, item.masks).Replace("\u0001", "", StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();
    }
}
