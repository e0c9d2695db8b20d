{%- set envs = ['dev', 'stage', 'prod'] %}
{%- set ns = namespace(port=9000, total=0) %}
base:
  '*':
    - common
    - users
{%- for env in envs %}
  {{ env }}-*:
    - env.{{ env }}
{%-   for role in roles %}
  '{{ env }}-{{ role }}*':
    - match: compound
    - {{ role }}
    - {{ role }}.{{ env }}
{%-     if role == 'web' and env != 'dev' %}
    - tls.{{ env }}
{%-     endif %}
{%-   endfor %}
{%- endfor %}
services:
{%- for env in envs %}
  {{ env }}:
  {%- for role in roles %}
    {%- set ns.port = ns.port + 1 %}
    {%- set weight = (loop.index * 3 + loop.length) % 7 %}
    {%- set ns.total = ns.total + weight %}
    {{ role }}: {port: {{ ns.port }}, weight: {{ weight }}, debug: {{ 'yes' if env == 'dev' else 'no' }}}
  {%- endfor %}
{%- endfor %}
total: {{ ns.total }}
