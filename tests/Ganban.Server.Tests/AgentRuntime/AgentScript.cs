namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>What the models of the tests say.</summary>
internal static class AgentScript
{
    public const string Text = """
        {
          "rules": [
            { "when": { "user": "stock of both", "toolResult": "7 bars" }, "reply": { "text": "5 kg of clay, 7 bars of iron." } },
            { "when": { "user": "stock of both" },
              "reply": { "text": "I look both up.",
                "toolCalls": [ { "name": "get_stock", "input": { "material": "clay", "count": 2 } },
                               { "name": "get_stock", "input": { "material": "iron" } } ],
                "usage": { "inputTokens": 21, "outputTokens": 9 } } },
            { "when": { "user": "stock of six" },
              "reply": { "toolCalls": [ { "name": "get_stock", "input": { "material": "a" } },
                                        { "name": "get_stock", "input": { "material": "b" } },
                                        { "name": "get_stock", "input": { "material": "c" } },
                                        { "name": "get_stock", "input": { "material": "d" } },
                                        { "name": "get_stock", "input": { "material": "e" } },
                                        { "name": "get_stock", "input": { "material": "f" } } ] } },
            { "when": { "user": "stock in steps", "toolResult": "7 bars" }, "reply": { "text": "5 kg and 7 bars." } },
            { "when": { "user": "stock in steps", "toolResult": "5 kg" },
              "reply": { "toolCalls": [ { "name": "get_stock", "input": { "material": "iron" } } ] } },
            { "when": { "user": "stock in steps" },
              "reply": { "toolCalls": [ { "name": "get_stock", "input": { "material": "clay" } } ] } },
            { "when": { "user": "one stock", "toolResult": "not carried out" }, "reply": { "text": "Then not." } },
            { "when": { "user": "one stock", "toolResult": "" }, "reply": { "text": "There it is." } },
            { "when": { "user": "one stock" },
              "reply": { "toolCalls": [ { "name": "get_stock", "input": { "material": "clay" } } ] } },
            { "when": { "user": "what did I ask" }, "reply": { "text": "You asked before." } },
            { "when": { "user": "order wrong things", "toolResult": "ordered" }, "reply": { "text": "Ordered at last." } },
            { "when": { "user": "order wrong things", "toolResult": "parts[1].kind" },
              "reply": { "toolCalls": [ { "name": "order", "input": { "speed": "fast", "parts": [ { "kind": "bar" } ] } } ] } },
            { "when": { "user": "order wrong things", "toolResult": "speed" },
              "reply": { "toolCalls": [ { "name": "order", "input":
                { "speed": "fast", "parts": [ { "kind": "bar" }, { "kind": "pipe" } ] } } ] } },
            { "when": { "user": "order wrong things" },
              "reply": { "toolCalls": [ { "name": "order", "input": { "speed": "warp" } } ] } },
            { "when": { "user": "order iron", "toolResult": "ordered" }, "reply": { "text": "Iron is ordered." } },
            { "when": { "user": "order iron" },
              "reply": { "toolCalls": [ { "name": "order", "input":
                { "material": "iron", "amount": 3, "express": true, "tags": ["a", "b"] } } ] } },
            { "when": { "user": "ask me back" },
              "reply": { "toolCalls": [ { "name": "ask_user", "input": { "question": "Which material?" } } ] } },
            { "when": { "user": "ask and look", "toolResult": "5 kg" }, "reply": { "text": "Looked." } },
            { "when": { "user": "ask and look" },
              "reply": { "toolCalls": [ { "name": "get_stock", "input": { "material": "clay" } },
                                        { "name": "ask_user", "input": { "question": "Which shelf?" } } ] } },
            { "when": { "user": "wrong once", "toolResult": "5 kg" }, "reply": { "text": "Got it." } },
            { "when": { "user": "wrong once", "toolResult": "" },
              "reply": { "toolCalls": [ { "name": "get_stock", "input": { "material": "clay" } } ] } },
            { "when": { "user": "wrong once" }, "reply": { "toolCalls": [ { "name": "get_stock", "input": { } } ] } },
            { "when": { "user": "wrong always" },
              "reply": { "toolCalls": [ { "name": "no_such_tool", "input": { } } ] } },
            { "when": { "user": "never done" },
              "reply": { "toolCalls": [ { "name": "get_stock", "input": { "material": "clay" } } ] } },
            { "when": { "user": "in pieces" }, "reply": { "pieces": ["One, ", "two, ", "three."] } },
            { "when": { "user": "say the secret" }, "reply": { "pieces": ["The word is ", "xyzzy", "."] } },
            { "when": { "user": "compute", "toolResult": "42" }, "reply": { "text": "It is 42." } },
            { "when": { "user": "compute", "toolResult": "" }, "reply": { "text": "There is no in.txt." } },
            { "when": { "user": "compute" },
              "reply": { "toolCalls": [ { "name": "run_python", "input":
                { "code": "print(int(open('in.txt').read()) * 2)\nopen('out.csv', 'w').write('a,b')" } } ] } },
            { "when": { "user": "find the robot", "toolResult": "Robot" }, "reply": { "text": "The robot weighs 3 tons." } },
            { "when": { "user": "find the robot", "tool": "search_knowledge_base" },
              "reply": { "toolCalls": [ { "name": "search_knowledge_base", "input": { "query": "robot weight" } } ] } },

            { "when": { "user": "plot and look", "toolResult": "5 kg" }, "reply": { "text": "Plotted." } },
            { "when": { "user": "plot and look", "toolResult": "" },
              "reply": { "toolCalls": [ { "name": "get_stock", "input": { "material": "clay" } } ] } },
            { "when": { "user": "plot and look" },
              "reply": { "toolCalls": [ { "name": "run_python", "input":
                { "code": "open('plot.csv', 'w').write('a,b')\nprint('drawn')" } } ] } },

            // The steps around an orchestration, whose prompts hold the instructions of the agents below.
            { "when": { "system": "Decide whether", "user": "bad thing" },
              "reply": { "text": "<thinking>Bad.</thinking><category>A</category>" } },
            { "when": { "system": "Decide whether" }, "reply": { "text": "<thinking>Fine.</thinking><category>D</category>" } },
            { "when": { "user": "Put the agent's answer" }, "reply": { "text": "<final_response>Nicely put.</final_response>" } },

            // Agents that work together.
            { "when": { "system": "Choose the agent", "user": "route this" }, "reply": { "text": "<a>stylist</a>" } },
            { "when": { "system": "Choose the agent" }, "reply": { "text": "<a>undecidable</a>" } },
            { "when": { "system": "You know the trends", "user": "trends in colours" }, "reply": { "text": "Blue is the trend." } },
            { "when": { "system": "You know the trends", "toolResult": "" }, "reply": { "text": "Style done." } },
            { "when": { "system": "You know the trends", "user": "needs the caller" },
              "reply": { "toolCalls": [ { "name": "get_stock", "input": { "material": "silk" } } ] } },
            { "when": { "system": "You know the trends" }, "reply": { "text": "Routed style." } },
            { "when": { "user": "catalogue", "toolResult": "" }, "reply": { "text": "The catalogue is blue." } },
            { "when": { "user": "catalogue of silk" },
              "reply": { "toolCalls": [ { "name": "stylist", "input": { "message": "this needs the caller" } } ] } },
            { "when": { "user": "catalogue of both" },
              "reply": { "toolCalls": [ { "name": "stylist", "input": { "message": "this needs the caller" } },
                                        { "name": "tailor", "input": { "message": "this needs the caller" } } ] } },
            { "when": { "user": "catalogue in two" },
              "reply": { "toolCalls": [ { "name": "stylist", "input": { "message": "this needs the caller" } },
                                        { "name": "stylist", "input": { "message": "trends in colours" } } ] } },
            { "when": { "user": "catalogue" },
              "reply": { "toolCalls": [ { "name": "stylist", "input": { "message": "trends in colours" } } ] } },

            { "when": { "user": "My own question: hello", "system": "Own prompt" }, "reply": { "text": "Own answer." } },
            { "when": { "user": "throttle me" }, "error": { "name": "ThrottlingException" } },
            { "when": { "user": "converse for me" }, "reply": { "text": "The model's words." } },
            { "when": { "user": "hello" }, "reply": { "text": "Hello there." } },
          ],
        }
        """;
}
