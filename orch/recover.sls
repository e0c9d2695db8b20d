{#- Ends an action that a stopped master left open. The master starts it by itself, with the pillar
    recover: {app_name: APP, action: ACTION, version: V, finish: true|false}.

    finish: every load balancer already routes as the action wanted (or it was a deactivation, which only goes forward).
    Otherwise the action is undone. -#}
{%- set recover = pillar['recover'] %}
{%- set step %}
    - name: {{ recover.app_name }}
    - action: {{ recover.action }}
    - version: {{ recover.version | json }}
{%- endset %}

{%- if not recover.finish %}
undo the {{ recover.action }}:
  stack.undone:
    {{- step }}
{%- else %}
remove what it left without traffic:
  stack.removed:
    {{- step }}

finish the {{ recover.action }}:
  stack.finished:
    {{- step }}
{%- if recover.action == 'deactivate' %}
    - require:
      - stack: remove what it left without traffic
{%- endif %}
{%- endif %}
