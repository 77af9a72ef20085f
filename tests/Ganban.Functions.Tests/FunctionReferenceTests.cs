using Ganban.Functions.Endpoints;
using Ganban.Storage;

namespace Ganban.Functions.Tests;

public sealed class FunctionReferenceTests
{
    private static readonly Tenant Caller = new("000000000000", "us-east-1");

    [Theory]
    [InlineData("stock", "000000000000 us-east-1 stock ")]
    [InlineData("stock:3", "000000000000 us-east-1 stock 3")]
    [InlineData("stock:$LATEST", "000000000000 us-east-1 stock $LATEST")]
    [InlineData("function:stock", "000000000000 us-east-1 stock ")]
    [InlineData("111122223333:function:stock:live", "111122223333 us-east-1 stock live")]
    [InlineData("arn:aws:lambda:eu-west-1:111122223333:function:stock", "111122223333 eu-west-1 stock ")]
    [InlineData("arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:stock:1", "111122223333 us-gov-west-1 stock 1")]
    [InlineData("", null)]
    [InlineData("st ock", null)]
    [InlineData("../stock", null)]
    [InlineData("stock:1:2", null)]
    [InlineData("arn:aws:s3:::stock", null)]
    public void A_function_is_named_as_Lambda_names_it(string text, string? expected)
    {
        var function = FunctionReference.Read(text, Caller);

        Assert.Equal(
            expected,
            function is null ? null : $"{function.Account} {function.Region} {function.Name} {function.Qualifier}");
    }

    [Theory]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:function:stock", true)]
    [InlineData("arn:aws:lambda:*:000000000000:function:st*", true)]
    [InlineData("*", true)]
    [InlineData("*:function:*k", true)]
    [InlineData("*:function:stock*k", false)]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:function:sto", false)]
    [InlineData("arn:aws:lambda:us-east-1:111122223333:*", false)]
    public void A_pattern_means_the_functions_whose_ARN_fits(string pattern, bool fits) => Assert.Equal(
        fits,
        new FunctionEndpoint(pattern, new Uri("http://127.0.0.1"), null, TimeSpan.FromSeconds(1))
            .Fits("arn:aws:lambda:us-east-1:000000000000:function:stock"));
}
