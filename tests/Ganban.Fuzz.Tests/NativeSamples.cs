namespace Ganban.Fuzz.Tests;

/// <summary>Right bodies of InvokeModel to spoil, one or two for every family's format.</summary>
internal static class NativeSamples
{
    /// <summary>Models and bodies in their formats.</summary>
    public static IReadOnlyList<(string Model, string Body)> All { get; } =
    [
        ("amazon.titan-text-express-v1", """{"inputText":"Hi","textGenerationConfig":{"maxTokenCount":2,"temperature":0.1,"topP":0.9,"stopSequences":["|"]}}"""),
        ("amazon.titan-embed-text-v2:0", """{"inputText":"Hi","dimensions":256,"normalize":true,"embeddingTypes":["float","binary"]}"""),
        ("amazon.titan-embed-text-v1", """{"inputText":"Hi"}"""),
        ("anthropic.claude-3-haiku-20240307-v1:0", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":2,"system":"s","temperature":0.2,"stop_sequences":["x"],"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"tools":[{"name":"add","description":"d","input_schema":{"type":"object","properties":{"a":{"type":"integer"}}}}],"tool_choice":{"type":"auto"}}"""),
        ("meta.llama3-8b-instruct-v1:0", """{"prompt":"Hi","max_gen_len":2,"temperature":0.5,"top_p":0.9}"""),
        ("ai21.j2-ultra-v1", """{"prompt":"Hi","maxTokens":2,"temperature":0.5,"topP":1,"numResults":1,"stopSequences":["x"],"countPenalty":{"scale":0}}"""),
        ("openai.gpt-oss-20b-1:0", """{"messages":[{"role":"system","content":"s"},{"role":"user","content":"Hi"},{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"c","content":"2"}],"max_tokens":2,"temperature":0.5,"top_p":0.9,"stop":["x"],"tools":[{"type":"function","function":{"name":"add","description":"d","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}],"tool_choice":"auto","response_format":{"type":"text"},"reasoning_effort":"low","n":1}"""),
        ("qwen.qwen3-vl-235b-a22b", """{"messages":[{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}],"max_tokens":2}"""),
        ("mistral.mistral-7b-instruct-v0:2", """{"prompt":"<s>[INST] Hi [/INST]","max_tokens":2,"temperature":0.5,"top_p":0.9,"top_k":5,"stop":["x"]}"""),
        ("mistral.mistral-large-2402-v1:0", """{"messages":[{"role":"system","content":"s"},{"role":"user","content":"Hi"},{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"c","content":"2"}],"max_tokens":2,"temperature":0.5,"top_p":0.9,"tools":[{"type":"function","function":{"name":"add","description":"d","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}],"tool_choice":"auto"}"""),
        ("amazon.nova-lite-v1:0", """{"schemaVersion":"messages-v1","system":[{"text":"s"}],"messages":[{"role":"user","content":[{"text":"Hi"},{"cachePoint":{"type":"default"}}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"add","input":{"a":1}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"json":{"a":1}}],"status":"success"}}]}],"inferenceConfig":{"maxTokens":2,"temperature":0.5,"topP":0.9,"topK":5,"stopSequences":["x"]},"toolConfig":{"tools":[{"toolSpec":{"name":"add","description":"d","inputSchema":{"json":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}}}],"toolChoice":{"auto":{}}}}"""),
        ("us.deepseek.r1-v1:0", """{"prompt":"<｜User｜>Hi<｜Assistant｜><think>\n","max_tokens":2,"temperature":0.5,"top_p":0.9,"stop":["x"]}"""),
        ("cohere.command-text-v14", """{"prompt":"Hi","max_tokens":2,"temperature":0.5,"p":0.5,"k":5,"stop_sequences":["x"],"return_likelihoods":"GENERATION","stream":true,"num_generations":2,"truncate":"END"}"""),
        ("cohere.command-r-v1:0", """{"message":"Hi","chat_history":[{"role":"USER","message":"a"},{"role":"CHATBOT","message":"b"}],"documents":[{"title":"a","snippet":"b"}],"preamble":"s","max_tokens":2,"temperature":0.5,"p":0.5,"k":5,"seed":1,"tools":[{"name":"add","description":"d","parameter_definitions":{"a":{"type":"int","required":true}}}],"tool_results":[{"call":{"name":"add","parameters":{"a":1}},"outputs":[{"b":2}]}]}"""),
        ("ai21.jamba-1-5-mini-v1:0", """{"messages":[{"role":"system","content":"s"},{"role":"user","content":"Hi"},{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"c","content":"2"}],"max_tokens":2,"temperature":0.5,"top_p":0.9,"n":1,"stop":"x","tools":[{"type":"function","function":{"name":"add","description":"d","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}]}"""),
        ("us.writer.palmyra-x5-v1:0", """{"messages":[{"role":"system","content":"s"},{"role":"user","content":"Hi"},{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"c","content":"2"}],"max_tokens":2,"temperature":0.5,"top_p":0.9,"tools":[{"type":"function","function":{"name":"add","description":"d","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}],"tool_choice":"none"}"""),
        ("anthropic.claude-v2:1", """{"prompt":"\n\nHuman: Hi\n\nAssistant:","max_tokens_to_sample":2,"temperature":0.5,"top_p":0.9,"top_k":5,"stop_sequences":["x"]}"""),
        ("us.meta.llama3-2-11b-instruct-v1:0", """{"prompt":"<|image|>Hi","images":["iVBORw0KGgo="],"max_gen_len":2}"""),
        ("cohere.embed-english-v3", """{"texts":["Hi","a"],"input_type":"search_query","truncate":"NONE","embedding_types":["float","int8","binary"]}"""),
        ("cohere.embed-v4:0", """{"inputs":[{"content":[{"type":"text","text":"Hi"}]}],"input_type":"search_query","output_dimension":256,"embedding_types":["ubinary"]}"""),
        ("amazon.titan-embed-image-v1", """{"inputText":"Hi","embeddingConfig":{"outputEmbeddingLength":256}}"""),
        ("amazon.nova-2-multimodal-embeddings-v1:0", """{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"GENERIC_INDEX","embeddingDimension":256,"text":{"truncationMode":"END","value":"Hi"}}}"""),
        ("amazon.rerank-v1:0", """{"query":"Hi","documents":["a","b"],"top_n":1}"""),
        ("cohere.rerank-v3-5:0", """{"query":"Hi","documents":["a","b"],"top_n":1,"api_version":2}"""),
        ("amazon.titan-image-generator-v2:0", """{"taskType":"OUTPAINTING","outPaintingParams":{"image":"iVBORw0KGgo=","maskPrompt":"a","text":"b"},"imageGenerationConfig":{"width":512,"height":512,"seed":1}}"""),
        ("amazon.nova-canvas-v1:0", """{"taskType":"IMAGE_VARIATION","imageVariationParams":{"images":["iVBORw0KGgo="],"similarityStrength":0.5},"imageGenerationConfig":{"width":320,"height":320}}"""),
        ("stability.stable-diffusion-xl-v1", """{"text_prompts":[{"text":"a","weight":1}],"cfg_scale":7,"steps":10,"seed":1,"width":1024,"height":1024,"init_image":"iVBORw0KGgo="}"""),
        ("stability.sd3-5-large-v1:0", """{"prompt":"a","mode":"image-to-image","image":"iVBORw0KGgo=","strength":0.5,"seed":1,"aspect_ratio":"1:1"}"""),
        ("us.stability.stable-outpaint-v1:0", """{"image":"iVBORw0KGgo=","left":1,"right":2,"creativity":0.5,"seed":1}"""),
    ];
}
