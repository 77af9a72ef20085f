using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.Flows.Graph;

namespace Ganban.Bedrock.Tests.Flows;

public sealed class ConditionExpressionTests
{
    private static readonly Dictionary<string, JsonElement> Values = new()
    {
        ["size"] = JsonSerializer.SerializeToElement(3),
        ["name"] = JsonSerializer.SerializeToElement("clay"),
        ["isNew"] = JsonSerializer.SerializeToElement(true),
        ["robot"] = JsonSerializer.SerializeToElement(new { id = 1 }),
        ["材料"] = JsonSerializer.SerializeToElement("粘土"),
    };

    private static readonly Dictionary<string, string> Types =
        Values.ToDictionary(value => value.Key, value => DataTypes.Of(value.Value)!);

    [Theory]
    [InlineData("size == 3", true)]
    [InlineData("size == 3.0", true)]
    [InlineData("size != 3", false)]
    [InlineData("size >= 3 and size <= 3", true)]
    [InlineData("size > 3 or size < 3", false)]
    [InlineData("size>2and name==\"clay\"", true)]
    [InlineData("name == 'clay'", true)]
    [InlineData("name == \"cl\\\"ay\"", false)]
    [InlineData("材料 == \"粘土\"", true)]
    [InlineData("isNew", true)]
    [InlineData("not isNew", false)]
    [InlineData("not not isNew == true", true)]
    [InlineData("not (size == 3 and isNew)", false)]
    [InlineData("size == 4 and isNew or isNew", true)]
    [InlineData("size == 4 and (isNew or isNew)", false)]
    [InlineData("(size > -1.5) == isNew", true)]
    [InlineData("robot == robot", true)]
    public void An_expression_says_whether_it_holds(string text, bool expected)
    {
        var expression = ConditionExpression.Parse(text);
        expression.Check(Types);
        Assert.Equal(expected, expression.Holds(Values));
    }

    [Theory]
    [InlineData("", "value is expected")]
    [InlineData("size", "Number and not true or false")]
    [InlineData("size ==", "value is expected")]
    [InlineData("size = 3", "'=' at character 6")]
    [InlineData("size == 3)", "')' is not expected")]
    [InlineData("(size == 3", "not closed")]
    [InlineData("size == \"3\"", "compares Number with String")]
    [InlineData("name > \"a\"", "'>' needs Number")]
    [InlineData("size and isNew", "'and' needs Boolean")]
    [InlineData("weight == 3", "no input weight")]
    [InlineData("name == \"clay", "no closing quote")]
    [InlineData("1 < size < 5", "'<' is not expected")]
    public void What_is_wrong_is_told(string text, string complaint)
    {
        var thrown = Assert.Throws<ConditionException>(() => ConditionExpression.Parse(text).Check(Types));
        Assert.Contains(complaint, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size == 3")]
    [InlineData("size != 3")]
    public void A_number_with_too_large_an_exponent_is_not_compared(string text)
    {
        var values = new Dictionary<string, JsonElement>(Values)
        {
            ["size"] = JsonSerializer.Deserialize<JsonElement>("1e99999999999"),
        };

        Assert.Throws<ConditionException>(() => ConditionExpression.Parse(text).Holds(values));
    }

    [Fact]
    public void Expressions_mean_what_the_same_words_mean_elsewhere()
    {
        Prop.ForAll(Terms(4).ToArbitrary(), term =>
        {
            var expression = ConditionExpression.Parse(term.Text);
            expression.Check(Types);
            return expression.Holds(Values) == term.Holds;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_is_read_or_refused()
    {
        var pieces = Gen.Elements(
            "(", ")", "and", "or", "not", "==", "<", "\"", "'", "\\", "size", "name", "3", "-", ".", " ", "true",
            "あ", "\0");
        var texts = pieces.ListOf().Select(list => string.Concat(list));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            try
            {
                var expression = ConditionExpression.Parse(text);
                expression.Check(Types);
                return expression.Holds(Values) == !ConditionExpression.Parse($"not ({text})").Holds(Values);
            }
            catch (ConditionException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();
    }

    private static Gen<(string Text, bool Holds)> Terms(int depth)
    {
        var leaves = Gen.Choose(1, 5).SelectMany(number => Gen.Elements(
            ($"size > {number}", 3 > number),
            ($"size<={number}", 3 <= number),
            ($"{number} == size", number == 3),
            ("isNew", true),
            ("false", false)));
        if (depth == 0)
        {
            return leaves;
        }

        var inner = Terms(depth - 1);
        return Gen.OneOf(
            leaves,
            inner.Select(term => ($"not ({term.Text})", !term.Holds)),
            from left in inner
            from right in inner
            select ($"({left.Text}) and ({right.Text})", left.Holds && right.Holds),
            from left in inner
            from right in inner
            select ($"({left.Text})or({right.Text})", left.Holds || right.Holds));
    }
}
