using Ganban.Protocol.Signatures;
using static Ganban.Protocol.Tests.Signatures.SignatureSamples;

namespace Ganban.Protocol.Tests.Signatures;

public class BearerKeyTests
{
    // Made with botocore's SigV4QueryAuth the way AWS's token generator does, for twelve hours.
    private const string Made =
        "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbiZYLUFtei1BbGdvcml0" +
        "aG09QVdTNC1ITUFDLVNIQTI1NiZYLUFtei1DcmVkZW50aWFsPUFLSURFWEFNUExFJTJGMjAxNTA4MzAlMkZ1cy1lYXN0LTElMkZi" +
        "ZWRyb2NrJTJGYXdzNF9yZXF1ZXN0JlgtQW16LURhdGU9MjAxNTA4MzBUMTIzNjAwWiZYLUFtei1FeHBpcmVzPTQzMjAwJlgtQW16" +
        "LVNpZ25lZEhlYWRlcnM9aG9zdCZYLUFtei1TZWN1cml0eS1Ub2tlbj1TZXNzJTJGJTJCJTNEJlgtQW16LVNpZ25hdHVyZT1kYWVj" +
        "YjU0ZGFiMzY4ODI0OGFkN2FjM2YzNzc0ODE4MmFhYzJkYzFiMjcxMDAwMjE3ZjE3ODFkMTUwNDk0ZjQwJlZlcnNpb249MQ==";

    [Fact]
    public void A_long_term_key_is_known_by_its_hash()
    {
        Assert.True(BearerKey.TryParse("Bearer ABSKQmVkcm9ja0FQSUtleQ==", out var key, out _));
        Assert.Equal(BearerKeyKind.LongTerm, key.Kind);
        Assert.True(key.Matches(BearerKey.HashOf("ABSKQmVkcm9ja0FQSUtleQ==")));
        Assert.False(key.Matches(BearerKey.HashOf("ABSKQmVkcm9ja0FQSUtleQ=")));
    }

    [Fact]
    public void A_key_of_any_other_form_is_one_that_may_be_looked_up()
    {
        Assert.True(BearerKey.TryParse(BearerKey.Header("sk-12345"), out var key, out _));
        Assert.Equal(BearerKeyKind.LongTerm, key.Kind);
        Assert.True(key.Matches(BearerKey.HashOf("sk-12345")));
    }

    [Fact]
    public void A_short_term_key_tells_whose_it_is_and_proves_it()
    {
        Assert.True(BearerKey.TryParse($"bearer {Made}", out var key, out _));
        Assert.Equal(
            ("AKIDEXAMPLE", "us-east-1", "Sess/+="),
            (key.Claim!.AccessKeyId, key.Claim.Scope.Region, key.Claim.SessionToken));
        Assert.Null(Check(key, Moment.AddHours(12)));
        Assert.Equal(SignatureErrors.ExpiredBearerKey, Check(key, Moment.AddHours(12).AddSeconds(1)));
        Assert.Equal(SignatureErrors.InvalidBearerKey, Check(key, Moment, "another secret"));
        Assert.Equal(SignatureErrors.InvalidBearerKey, Check(key, Moment, region: "eu-west-1"));
    }

    [Fact]
    public void A_short_term_key_made_here_is_good_for_its_time_and_never_beyond_twelve_hours()
    {
        var text = BearerKey.CreateShortTerm(Credentials, "us-east-1", Moment, TimeSpan.FromHours(1));
        Assert.True(BearerKey.TryParse($"Bearer {text}", out var key, out _));
        Assert.Null(Check(key, Moment.AddMinutes(59)));

        text = BearerKey.CreateShortTerm(Credentials, "us-east-1", Moment, TimeSpan.FromHours(13));
        Assert.True(BearerKey.TryParse($"Bearer {text}", out key, out _));
        Assert.Equal(SignatureErrors.InvalidBearerKey, Check(key, Moment));
    }

    [Fact]
    public void A_short_term_key_from_the_end_of_time_is_refused()
    {
        var last = new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);
        var text = BearerKey.CreateShortTerm(Credentials, "us-east-1", last, TimeSpan.FromHours(12));
        Assert.True(BearerKey.TryParse(BearerKey.Header(text), out var key, out _));

        Assert.Equal(SignatureErrors.InvalidBearerKey, Check(key, Moment));
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Bearer bedrock-api-key-")]
    [InlineData("Bearer bedrock-api-key-!!!")]
    [InlineData("Bearer bedrock-api-key-aHR0cDovL2V2aWwvP3g9MQ==")]
    [InlineData("Bearer bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbg==")]
    public void Anything_else_is_refused(string authorization)
    {
        Assert.False(BearerKey.TryParse(authorization, out _, out var failure));
        Assert.Equal(
            ("AccessDeniedException", "Authentication failed: Please make sure your API Key is valid."),
            (failure.ErrorCode, failure.Message));
    }

    private static SignatureFailure? Check(
        BearerKey key, DateTimeOffset now, string secret = Secret, string? region = null)
    {
        var clock = new FixedClock(now);
        return key.VerifyShortTerm(new SignatureVerifier(clock), clock, secret, region);
    }
}
