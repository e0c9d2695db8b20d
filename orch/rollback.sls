{#- Swaps active and inactive in one switch of every load balancer; no container is started or stopped.

    Started by `pigeon stack rollback APP`, or by `state.orchestrate rollback` with the pillar rollback: {app_name: APP}. -#}
{%- set rollback = pillar['rollback'] %}
{%- set plan = salt['stack.plan']('rollback', rollback.app_name) %}
{%- set step %}
    - name: {{ rollback.app_name }}
    - action: rollback
{%- endset %}

begin the rollback:
  stack.begun:
    {{- step }}
    - failhard: True

{%- if plan.ok %}

tell the load balancers:
  stack.backends:
    {{- step }}
    - require:
      - stack: begin the rollback

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

finish the rollback:
  stack.finished:
    {{- step }}
    - require:
      - stack: switch production

undo the rollback:
  stack.undone:
    {{- step }}
    - onfail:
      - stack: finish the rollback
{%- endif %}
