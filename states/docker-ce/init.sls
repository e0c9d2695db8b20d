{#- Networks and containers of a host.

    docker:
      images:     [NAME:TAG, ...]                                    pulled where they are not on the host yet
      networks:   {NAME: {state: present|absent, and any argument of docker_network.present}}
      run:        {NAME: arguments of docker_container.run}          to completion, before the containers start
      containers: {NAME: arguments of docker_container.running}      or {state: absent}
-#}
{%- set docker = salt['pillar.get']('docker', {}) %}
{%- set present = [] %}

{%- for image in docker.get('images', []) %}
docker image {{ image }}:
  docker_image.present:
    - name: {{ image | json }}
{% endfor %}

{%- for name, network in docker.get('networks', {}).items() if (network or {}).get('state', 'present') != 'absent' %}
{%- do present.append(name) %}
docker network {{ name }}:
  docker_network.present:
    - name: {{ name | json }}
{%- for key, value in (network or {}).items() if key != 'state' %}
    - {{ key }}: {{ value | json }}
{%- endfor %}
{% endfor %}

{%- for name, task in docker.get('run', {}).items() %}
docker run {{ name }}:
  docker_container.run:
    - name: {{ name | json }}
{%- for key, value in task.items() if key not in ('state', 'start') %}
    - {{ key }}: {{ value | json }}
{%- endfor %}
    - failhard: True
{%- if present %}
    - require:
{%- for network in present %}
      - docker_network: docker network {{ network }}
{%- endfor %}
{%- endif %}
{% endfor %}

{%- for name, container in docker.get('containers', {}).items() %}
docker container {{ name }}:
{%- if container.get('state', 'running') == 'absent' %}
  docker_container.absent:
    - name: {{ name | json }}
    - force: True
{%- else %}
  docker_container.running:
    - name: {{ name | json }}
{%- for key, value in container.items() if key != 'state' %}
    - {{ key }}: {{ value | json }}
{%- endfor %}
    - parallel: True
{%- if present or docker.get('run') %}
    - require:
{%- for network in present %}
      - docker_network: docker network {{ network }}
{%- endfor %}
{%- for task in docker.get('run', {}) %}
      - docker_container: docker run {{ task }}
{%- endfor %}
{%- endif %}
{%- endif %}
{% endfor %}

{%- for name, network in docker.get('networks', {}).items() if (network or {}).get('state', 'present') == 'absent' %}
docker network {{ name }}:
  docker_network.absent:
    - name: {{ name | json }}
    - order: last
{% endfor %}
