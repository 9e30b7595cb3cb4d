"""OpenAI's own client against a door: prints a JSON object a check. Arguments: the base URL."""
import json
import sys
import time

import openai

client = openai.OpenAI(base_url=sys.argv[1], api_key="any", max_retries=0)
prompt = "".join(f"Question_{i}: {a}\n" for i, a in enumerate(["3+5", "4-1", "2+2", "9-3", "7+1", "6-2"], 1)) + "\n"
messages = [{"role": "user", "content": prompt}]


def show(name, **values):
    print(json.dumps({"check": name, **values}))


chat = client.chat.completions.create(model="longgen-tiny", messages=messages, max_completion_tokens=128,
                                      extra_body={"kv": {"prefill": "h2o"}})
show("chat", text=chat.choices[0].message.content, finish=chat.choices[0].finish_reason,
     prompt_tokens=chat.usage.prompt_tokens, reasoning=chat.usage.completion_tokens_details.reasoning_tokens,
     policy=chat.kv["policy"])

stream = client.chat.completions.create(model="longgen-tiny", messages=messages, max_tokens=128, stream=True,
                                        stream_options={"include_usage": True})
text, usage, finish = "", None, None
for event in stream:
    if event.choices:
        text += event.choices[0].delta.content or ""
        finish = event.choices[0].finish_reason or finish
    usage = event.usage or usage
show("stream", same=text == client.chat.completions.create(
    model="longgen-tiny", messages=messages, max_tokens=128).choices[0].message.content,
     finish=finish, total=usage.total_tokens)

completion = client.completions.create(model="longgen-tiny", prompt=prompt, max_tokens=128, stop=["\n"],
                                       extra_headers={"Idempotency-Key": "python-1"})
show("completion", text=completion.choices[0].text, id=completion.id)
pieces = client.completions.create(model="longgen-tiny", prompt=prompt, max_tokens=128, stream=True)
show("completion stream", text="".join(piece.choices[0].text for piece in pieces))
show("models", ids=[model.id for model in client.models.list()])

several = client.chat.completions.create(model="longgen-tiny", messages=messages, max_tokens=60, n=3, temperature=1.5, seed=5)
alone = [client.chat.completions.create(model="longgen-tiny", messages=messages, max_tokens=60, temperature=1.5, seed=5 + k)
         for k in range(3)]
texts = ["", "", ""]
for event in client.chat.completions.create(model="longgen-tiny", messages=messages, max_tokens=60, n=3, temperature=1.5,
                                            seed=5, stream=True):
    for choice in event.choices:
        texts[choice.index] += choice.delta.content or ""
show("samples", indexes=[choice.index for choice in several.choices],
     same=[choice.message.content for choice in several.choices] == [one.choices[0].message.content for one in alone] == texts,
     tokens=several.usage.completion_tokens == sum(one.usage.completion_tokens for one in alone),
     prompt_tokens=several.usage.prompt_tokens == alone[0].usage.prompt_tokens)

for name, more in {"model": {"model": "gpt-9"}, "kv.prefill": {"extra_body": {"kv": {"prefill": "magic"}}}, "n": {"n": 129}}.items():
    try:
        client.completions.create(**{"model": "longgen-tiny", "prompt": "x", **more})
    except openai.APIStatusError as error:
        show("error", type=type(error).__name__, status=error.status_code, param=error.param, message=error.body["message"])


def line(custom_id, **more):
    return json.dumps({"custom_id": custom_id, "method": "POST", "url": "/v1/completions",
                       "body": {"model": "longgen-tiny", "prompt": prompt, "max_tokens": 128, "stop": ["\n"], **more}})


def ended(batch):
    while batch.status not in ("completed", "failed", "expired", "cancelled"):
        time.sleep(0.2)
        batch = client.batches.retrieve(batch.id)
    return batch


requests = client.files.create(file=("in.jsonl", "\n".join([line("a"), line("b"), line("c", best_of=2)]).encode()),
                               purpose="batch")
batch = ended(client.batches.create(input_file_id=requests.id, endpoint="/v1/completions", completion_window="24h"))
served = [json.loads(text) for text in client.files.content(batch.output_file_id).text.splitlines()]
failed = [json.loads(text) for text in client.files.content(batch.error_file_id).text.splitlines()]
counts = batch.request_counts
show("batch", status=batch.status, counts=[counts.total, counts.completed, counts.failed],
     texts={one["custom_id"]: one["response"]["body"]["choices"][0]["text"] for one in served},
     errors={one["custom_id"]: one["error"]["message"] for one in failed})
show("lists", batches=[one.id == batch.id for one in client.batches.list()] + [len(list(client.batches.list()))],
     files=len(list(client.files.list())))
again = client.batches.create(input_file_id=requests.id, endpoint="/v1/completions", completion_window="24h")
try:
    show("cancel", status=client.batches.cancel(again.id).status)
except openai.ConflictError:
    show("cancel", status="cancelled")  # it was faster
ended(again)
show("delete", deleted=client.files.delete(requests.id).deleted)
