{#- Moves a stack from deactivated to release: containers, health gate, then internal traffic.

    Started by `pigeon stack release APP [--version V]`, or by `state.orchestrate release` with the pillar
    release: {app_name: APP, version: V, replace: false, keep: false}.

    `stack.plan` says what is to do; `stack.begun` checks the rules, takes the lock and writes the intent.
    Whatever fails after that ends in `stack.undone`: production untouched, the new containers removed. -#}
{%- set release = pillar['release'] %}
{%- set plan = salt['stack.plan']('release', release.app_name, release.get('version'), replace=release.get('replace', False)) %}
{%- set step %}
    - name: {{ release.app_name }}
    - action: release
    - version: {{ plan.get('version', release.get('version')) | json }}
    - replace: {{ release.get('replace', False) }}
{%- endset %}

begin the release:
  stack.begun:
    {{- step }}
    - failhard: True

{%- if plan.ok %}

prepare the load balancers:
  stack.registered:
    {{- step }}
    - require:
      - stack: begin the release

get the images:
  salt.state:
    - tgt: {{ plan.config | json }}
    - sls: docker-ce
    - queue: True
    - pillar: {{ {'docker': {'images': plan.images}} | json }}
    - require:
      - stack: prepare the load balancers
{%- if plan.removed %}

take down what is in release:
  stack.removed:
    {{- step }}
    - require:
      - salt: get the images
{%- endif %}
{%- if plan.formula is defined %}

configure the hosts:
  salt.state:
    - tgt: {{ plan.config | json }}
    - sls: {{ plan.formula.sls }}
    - queue: True
    - pillar: {{ plan.formula.pillar | json }}
    - require:
      - salt: get the images
{%- endif %}
{%- if plan.tasks %}

run the one-off tasks:
  salt.state:
    - tgt: {{ plan.config[:1] | json }}
    - sls: docker-ce
    - queue: True
    - pillar: {{ {'docker': plan.tasks} | json }}
    - require:
      - salt: get the images
{%- if plan.formula is defined %}
      - salt: configure the hosts
{%- endif %}
{%- endif %}

start the containers:
  salt.state:
    - tgt: {{ plan.config | json }}
    - sls: docker-ce
    - queue: True
    - pillar: {{ {'docker': plan.docker} | json }}
    - require:
      - salt: get the images
{%- if plan.removed %}
      - stack: take down what is in release
{%- endif %}
{%- if plan.formula is defined %}
      - salt: configure the hosts
{%- endif %}
{%- if plan.tasks %}
      - salt: run the one-off tasks
{%- endif %}

tell the load balancers:
  stack.backends:
    {{- step }}
    - require:
      - salt: start the containers

wait until it is healthy:
  stack.healthy:
    {{- step }}
    - require:
      - stack: tell the load balancers

give it internal traffic:
  stack.switched:
    {{- step }}
    - require:
      - stack: wait until it is healthy

{%- if plan.done or plan.former %}
remove what it does not name any more:
  stack.trimmed:
    {{- step }}
    - require:
      - stack: give it internal traffic
{% endif %}
finish the release:
  stack.finished:
    {{- step }}
    - require:
      - stack: give it internal traffic

undo the release:
  stack.undone:
    {{- step }}
    - keep: {{ release.get('keep', False) }}
    - onfail:
      - stack: finish the release
{%- endif %}
