{#- Takes a stack down, whatever state it is in: no route leads to it any more, its sessions end, its containers are removed.

    Started by `pigeon stack deactivate APP --version V`, or by `state.orchestrate deactivate` with the pillar
    deactivate: {app_name: APP, version: V}. The master's own clean-up adds `leftover: true`: only what is left of a stack that does not
    exist may be removed. -#}
{%- set deactivate = pillar['deactivate'] %}
{%- set plan = salt['stack.plan']('deactivate', deactivate.app_name, deactivate.get('version')) %}
{%- set step %}
    - name: {{ deactivate.app_name }}
    - action: deactivate
    - version: {{ plan.get('version', deactivate.get('version')) | json }}
{%- endset %}

begin the deactivation:
  stack.begun:
    {{- step }}
    - leftover: {{ deactivate.get('leftover', False) }}
    - failhard: True

{%- if plan.ok %}

drain and remove it:
  stack.removed:
    {{- step }}
    - require:
      - stack: begin the deactivation

finish the deactivation:
  stack.finished:
    {{- step }}
    - require:
      - stack: drain and remove it

undo the deactivation:
  stack.undone:
    {{- step }}
    - onfail:
      - stack: finish the deactivation
{%- endif %}
