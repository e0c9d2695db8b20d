{#- Puts the routes and backends of an active stack right on every load balancer. No container is touched.

    The master starts it by itself when it finds that a load balancer has lost them, with the pillar
    upkeep: {app_name: APP, version: V}. -#}
{%- set upkeep = pillar['upkeep'] %}
{%- set step %}
    - name: {{ upkeep.app_name }}
    - action: activate
    - version: {{ upkeep.version | json }}
{%- endset %}

begin the upkeep:
  stack.begun:
    {{- step }}
    - failhard: True

tell the load balancers:
  stack.backends:
    {{- step }}
    - require:
      - stack: begin the upkeep

confirm the routes:
  stack.switched:
    {{- step }}
    - require:
      - stack: tell the load balancers

finish the upkeep:
  stack.finished:
    {{- step }}
    - require:
      - stack: confirm the routes

undo the upkeep:
  stack.undone:
    {{- step }}
    - onfail:
      - stack: finish the upkeep
