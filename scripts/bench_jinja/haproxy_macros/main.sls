{%- macro option(name, value, level=1) %}
{{ '    ' * level }}{{ name }} {{ value }}
{%- endmacro %}
{%- macro server(app, server, check=true) %}
{{ '    ' }}server {{ app }}_{{ server.name }} {{ server.ip }}:{{ server.port|default(8080) }}
{%- if check %} check inter {{ server.inter|default('1s') }}{% endif %}
{%- if server.weight is defined %} weight {{ server.weight }}{% endif %}
{%- endmacro %}
{%- macro section(kind, name) %}
{{ kind }} {{ name }}
{{- caller() }}
{% endmacro %}
global
{%- for key, value in proxy['global'].items() %}
{{- option(key, value) }}
{%- endfor %}
{% for name, app in proxy.apps.items() %}
{%- call section('backend', name) %}
{{- option('mode', app.mode|default('http')) }}
{{- option('balance', app.balance|default('roundrobin')) }}
{%- for value in app.options %}
{{- option('option', value) }}
{%- endfor %}
{%- for server_ in app.servers %}
{{- server(name, server_, check=app.check) }}
{%- endfor %}
{%- endcall %}
{% endfor %}
