import json,sys,glob,os
from jinja2.sandbox import ImmutableSandboxedEnvironment
def render(t,messages,gen):
    class R(Exception): pass
    def rex(m): raise R(m)
    env=ImmutableSandboxedEnvironment(trim_blocks=True,lstrip_blocks=True,extensions=["jinja2.ext.loopcontrols"])
    env.globals['raise_exception']=rex
    env.filters['tojson']=lambda x,**k: json.dumps(x,ensure_ascii=False)
    try: return {"text":env.from_string(t).render(messages=messages,add_generation_prompt=gen,bos_token="<s>",eos_token="</s>",pad_token="",unk_token="<unk>")}
    except R as e: return {"refused":str(e)}
m=lambda *a:[{"role":r,"content":c} for r,c in a]
convs={"one":m(("user","Hi there, how are you?")),"system":m(("system"," Be brief. "),("user"," What's 2 < 3 & \"x\"?\n")),"turns":m(("user","Hi"),("assistant","Hello! \n"),("user","Über {{ 1 }} 😀 you?")),"thoughts":m(("user","Hi"),("assistant","<think>\nhm\n</think>\n\nYes."),("user","And?"),("assistant","<think>a\n</think>No")),"wrong":m(("user","a"),("user","b"))}
out=[]
for f in sorted(glob.glob("*.jinja")):
    for n,c in convs.items():
        for g in (True,False):
            try: r=render(open(f).read().rstrip("\n") if False else open(f).read(),c,g)
            except Exception as e: r={"error":repr(e)}
            out.append(dict(template=f,conversation=n,messages=c,addGenerationPrompt=g,**r))
json.dump(out,open("expected.json","w"),indent=1,ensure_ascii=False)
print(len(out),[ (o["template"],o["conversation"],o["error"]) for o in out if "error" in o])
