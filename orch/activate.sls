{#- Moves a stack to active and the active one to inactive, in one switch of every load balancer. The older inactive stack is then
    drained and removed.

    Started by `pigeon stack activate APP [--version V]`, or by `state.orchestrate activate` with the pillar
    activate: {app_name: APP, version: V}. -#}
{%- set activate = pillar['activate'] %}
{%- set plan = salt['stack.plan']('activate', activate.app_name, activate.get('version')) %}
{%- set step %}
    - name: {{ activate.app_name }}
    - action: activate
    - version: {{ plan.get('version', activate.get('version')) | json }}
{%- endset %}

begin the activation:
  stack.begun:
    {{- step }}
    - failhard: True

{%- if plan.ok %}

tell the load balancers:
  stack.backends:
    {{- step }}
    - require:
      - stack: begin the activation

prove it healthy:
  stack.healthy:
    {{- step }}
    - deadline: 5s
    - require:
      - stack: tell the load balancers

switch production:
  stack.switched:
    {{- step }}
    - require:
      - stack: prove it healthy

{%- if plan.removed %}
remove the older inactive stack:
  stack.removed:
    {{- step }}
    - require:
      - stack: switch production
{% endif %}
finish the activation:
  stack.finished:
    {{- step }}
    - require:
      - stack: switch production

undo the activation:
  stack.undone:
    {{- step }}
    - onfail:
      - stack: finish the activation
{%- endif %}
