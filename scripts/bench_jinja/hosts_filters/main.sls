{%- set active = hosts|selectattr('active')|sort(attribute='name')|list %}
# {{ active|length }} of {{ hosts|length }} hosts, rack by rack
{%- for rack, members in active|groupby('rack') %}
## {{ rack|upper }}: {{ members|map(attribute='name')|join(', ') }}
{%-   for host in members %}
{{ host.ip }} {{ host.name }}.{{ domain|default('local') }} {{ host.name|replace('host', 'h')|lower }} {{ host.aliases|default([])|sort|join(' ')|trim }}
{%-   endfor %}
{%- endfor %}
# roles: {{ hosts|map(attribute='role')|unique|sort|join(',') }}
# memory: {{ hosts|sum(attribute='memory') }} {{ hosts|map(attribute='memory')|max }}
