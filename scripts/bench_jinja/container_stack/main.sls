{%- set app = stack.app_name %}
{%- set version = stack.version %}
{%- for i in range(stack.count) %}
{{ app }}_{{ version }}_network_{{ i }}:
  docker_network.present:
    - labels:
      - version={{ version }}
{%-   for service, definition in stack.services.items() %}

{{ app }}_{{ version }}_{{ service }}_{{ i }}:
  docker_container.running:
    - image: {{ definition.image }}:{{ version }}
    - networks:
      - {{ app }}_{{ version }}_network_{{ i }}:
        - aliases: [{{ service }}]
    {%- for key, value in definition.items() if key not in ['image', 'environment'] %}
    - {{ key }}: {{ value }}
    {%- endfor %}
    {%- if definition.environment is defined %}
    - environment:
      {%- for key, value in definition.environment|dictsort %}
      - {{ key }}: "{{ value }}"
      {%- endfor %}
    {%- endif %}
    - require:
      - docker_network: {{ app }}_{{ version }}_network_{{ i }}
    {%- if not loop.first %}
      - docker_container: {{ app }}_{{ version }}_{{ loop.previtem[0] }}_{{ i }}
    {%- endif %}
{%-   endfor %}
{%- endfor %}
